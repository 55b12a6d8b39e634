//! Names with the prefix `sqlite_` are SQLite's own (<https://sqlite.org/lang_createtable.html>); those
//! with `frostline_` and `_frostline` are for the history and for the scratch tables of a rebuild.

use super::context::{Context, Faults, ItemKind};
use crate::fault::Span;
use crate::model::Name;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let mut name = |name: &Name, what: &str, span: Option<Span>| {
        let folded = name.folded();
        let whose = if folded.starts_with("sqlite_") {
            "`sqlite_` are for SQLite itself"
        } else if folded.starts_with("frostline_") {
            "`frostline_` are for frostline's own tables"
        } else if folded.starts_with("_frostline") {
            "`_frostline` are for frostline's own tables"
        } else {
            return;
        };
        faults.add(
            span,
            format!("{what} `{name}` has a reserved name; names that start with {whose}, so choose another"),
        );
    };
    for object in context.objects() {
        name(object.name, object.what(), object.name_span());
    }
    for view in context.tables() {
        name(&view.table.name, "table", view.name_span());
        for item in view.items() {
            if let (ItemKind::Index, Some(found)) = (item.kind, item.name) {
                name(found, "index", item.name_span());
            }
        }
    }
}
