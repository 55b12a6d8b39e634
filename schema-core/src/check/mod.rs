//! Is the model sound?
//!
//! Every fault is found, not the first. One rule, one file.

mod autoincrement;
mod conflict_clause;
mod context;
mod default_value;
mod duplicate_column;
mod duplicate_constraint;
mod duplicate_enum;
mod duplicate_index;
mod duplicate_object;
mod duplicate_table;
mod empty_enum;
mod empty_key;
mod empty_name;
mod empty_table;
mod enum_collation;
mod enum_value;
mod generated_column;
mod long_name;
mod new_type;
mod nullable_key;
mod object_sql;
mod reference_action;
mod reference_target;
mod reference_types;
mod repeated_column;
mod reserved_name;
mod rowid_key;
mod rust_name;
mod sql_text;
mod strict_type;
mod trigger_table;
mod type_bounds;
mod unknown_column;
mod unknown_enum;
mod unknown_table;
mod without_rowid;

use crate::dialect::Dialect;
use crate::fault::Fault;
use crate::model::Model;
use crate::syntax::SourceMap;
use context::{Context, Faults};

pub use sql_text::expression_fault;

/// The rules. Each looks at the whole model, and none minds what another one finds.
const RULES: [fn(&Context<'_>, &mut Faults); 35] = [
    autoincrement::check,
    conflict_clause::check,
    default_value::check,
    duplicate_column::check,
    duplicate_constraint::check,
    duplicate_enum::check,
    duplicate_index::check,
    duplicate_object::check,
    duplicate_table::check,
    empty_enum::check,
    empty_key::check,
    empty_name::check,
    empty_table::check,
    enum_collation::check,
    enum_value::check,
    generated_column::check,
    long_name::check,
    new_type::check,
    nullable_key::check,
    object_sql::check,
    reference_action::check,
    reference_target::check,
    reference_types::check,
    repeated_column::check,
    reserved_name::check,
    rowid_key::check,
    rust_name::check,
    sql_text::check,
    strict_type::check,
    trigger_table::check,
    type_bounds::check,
    unknown_column::check,
    unknown_enum::check,
    unknown_table::check,
    without_rowid::check,
];

/// Checks a model by every rule, for every dialect in use.
///
/// With the spans of a declaration each fault is at the token at fault; without them (a model from a
/// database has none) it is at the declaration as a whole. Faults come in the order of the text.
///
/// ```
/// use schema_core::check::check;
/// use schema_core::dialect::Dialect;
/// use schema_core::syntax::parse_declaration;
///
/// let declaration = parse_declaration("table users { id integer primary key, index (emial), email text }").value;
/// let faults = check(&declaration.model, Some(&declaration.spans), Dialect::ALL);
/// assert_eq!(faults[0].message, "table `users` has no column `emial`; did you mean `email`?");
/// ```
pub fn check(model: &Model, spans: Option<&SourceMap>, dialects: &[Dialect]) -> Vec<Fault> {
    let context = Context::new(model, spans, dialects);
    let mut faults = Faults::default();
    for rule in RULES {
        rule(&context, &mut faults);
    }
    faults.into_list()
}
