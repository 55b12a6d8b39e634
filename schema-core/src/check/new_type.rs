//! `as new ProductId` makes a type that can be one, and what references it knows which.
//!
//! That no two things have its name is `rust_name`'s to say.

use super::context::{Context, Faults};
use crate::dialect::sqlite::{Affinity, affinity};
use crate::model::new_types::NewTypes;
use crate::model::rust_names::{identifier, upper_camel};
use crate::model::{Name, RustType, Type};

/// Types that generated code and users take for Rust's own, and the macro's own constant.
const TAKEN: [&str; 9] = ["Box", "HISTORY", "None", "Option", "Result", "Some", "String", "ToString", "Vec"];

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let types = NewTypes::of(context.model);
    for view in context.tables() {
        let table = view.table;
        for (column, spans) in view.columns() {
            let place = format!("{}.{}", table.name, column.name);
            let span = spans.and_then(|spans| spans.rust_type);
            if let Some(RustType::New(name)) = &column.rust_type {
                if let Some(message) = unfit(name, &column.name, &table.name) {
                    faults.add(span, message);
                }
                if let Type::Enum(of) = &column.ty {
                    let message = format!(
                        "`{place}` is of enum `{}`, which has a type of its own; leave `as new {name}` out, or call that \
                         one so: `enum {} as {name}`",
                        of.name, of.name
                    );
                    faults.add(span, message);
                } else if is_untyped(&column.ty) && !spans.is_some_and(|spans| spans.guessed) {
                    let message = format!(
                        "the type of `{place}` is none that Rust has one for, so that `{name}` has nothing to hold; \
                         name a type of your own: `as crate::{name}`"
                    );
                    faults.add(span, message);
                }
                continue;
            }
            if let [first, second, ..] = types.column(table, column).as_slice() {
                let of = |found: &crate::model::new_types::NewType<'_>| {
                    format!("`{}` of `{}.{}`", found.name, found.table.name, found.column.name)
                };
                let message = format!(
                    "column `{place}` references {} and {}, which are different types; say which it has: `as {}`",
                    of(first),
                    of(second),
                    first.name
                );
                faults.add(spans.map(|spans| spans.name), message);
            }
        }
    }
}

/// Why a type cannot have this name.
fn unfit(name: &str, column: &Name, table: &Name) -> Option<String> {
    let bare = name.strip_prefix("r#").unwrap_or(name);
    if bare.starts_with(|c: char| c.is_lowercase()) || identifier(bare) != bare || TAKEN.contains(&bare) {
        // `products.id` is perhaps a `ProductsId`.
        let made = if bare.starts_with(|c: char| c.is_lowercase()) && bare.contains('_') {
            upper_camel(bare)
        } else {
            upper_camel(&format!("{table} {column}"))
        };
        let why = if bare.starts_with(|c: char| c.is_lowercase()) {
            "types begin with a capital letter"
        } else {
            "Rust has something of that name already"
        };
        return Some(format!("`{name}` cannot be the name of a new type, since {why}; call it `{made}`, say"));
    }
    None
}

/// Whether values of any type may be in it.
fn is_untyped(ty: &Type) -> bool {
    matches!(ty, Type::Verbatim(name) if affinity(name.as_str()) == Affinity::Numeric)
}
