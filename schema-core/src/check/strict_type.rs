//! A strict table takes six types (<https://sqlite.org/stricttables.html>). Neutral words become one of
//! them; a verbatim type has to be one.

use super::context::{Context, Faults};
use crate::model::Type;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    const TYPES: [&str; 6] = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"];
    for view in context.tables().filter(|view| view.table.strict) {
        let table = &view.table.name;
        for (column, spans) in view.columns() {
            let Type::Verbatim(sql) = &column.ty else { continue };
            if !TYPES.iter().any(|name| sql.as_str().eq_ignore_ascii_case(name)) {
                let message = format!(
                    "column `{table}.{}` has the type `{sql}`, which a strict table refuses; use INT, INTEGER, REAL, TEXT, \
                     BLOB or ANY",
                    column.name
                );
                faults.add(spans.map(|spans| spans.ty), message);
            }
        }
    }
}
