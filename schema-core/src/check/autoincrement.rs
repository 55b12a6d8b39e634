//! `autoincrement` is for a single `integer` primary key (<https://sqlite.org/autoinc.html>).

use super::context::{Context, Faults};
use crate::model::{KeyColumn, Type};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let Some(key) = view.table.primary_key.as_ref().filter(|key| key.autoincrement) else { continue };
        let table = &view.table.name;
        let span = view.spans.and_then(|spans| spans.primary_key_parts.autoincrement.or(spans.primary_key));
        let [KeyColumn { name: column, .. }] = key.columns.as_slice() else {
            faults.add(
                span,
                format!("the key of table `{table}` has several columns; `autoincrement` needs a single one"),
            );
            continue;
        };
        if let Some((found, spans)) = view.column(column)
            && !spans.is_some_and(|spans| spans.guessed)
        {
            let integer = match &found.ty {
                Type::Integer => true,
                Type::Verbatim(name) => name.as_str().eq_ignore_ascii_case("INTEGER"),
                _ => false,
            };
            if !integer {
                faults.add(
                    span,
                    format!("column `{table}.{column}` is no `integer`; `autoincrement` needs one, so change its type"),
                );
            }
        }
        if view.table.without_rowid {
            faults
                .add(span, format!("table `{table}` is `without rowid`; leave `autoincrement` out, it counts rowids"));
        }
    }
}
