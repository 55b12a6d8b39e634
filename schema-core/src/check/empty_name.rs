//! A name has letters, and no NUL: SQLite takes the text of a statement to end there.

use super::context::{Context, Faults};
use crate::fault::Span;
use crate::model::Name;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let mut name = |name: &Name, what: &dyn Fn() -> String, span: Option<Span>| {
        if name.as_str().is_empty() {
            faults.add(span, format!("{} has an empty name; name it", what()));
        } else if name.as_str().contains('\0') {
            let what = what();
            faults.add(span, format!("the name of {what} has a NUL in it; SQL text cannot hold one, so leave it out"));
        }
    };
    for view in context.tables() {
        let table = &view.table.name;
        name(table, &|| "a table".to_owned(), view.name_span());
        for (column, spans) in view.columns() {
            name(&column.name, &|| format!("a column of table `{table}`"), spans.map(|spans| spans.name));
            if let Some(collation) = &column.collation {
                name(
                    collation,
                    &|| format!("the collation of column `{table}.{}`", column.name),
                    spans.and_then(|spans| spans.collation),
                );
            }
        }
        for item in view.items() {
            if let Some(found) = item.name {
                name(found, &|| format!("{} of table `{table}`", item.with_article()), item.name_span());
            }
        }
    }
}
