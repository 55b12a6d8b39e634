//! Conflict clauses agree with each other, and what is said of `not null` is said where it is so.

use super::context::{Context, Faults, ItemKind};
use crate::dialect::sqlite::rowid_alias;
use crate::model::{Conflict, KeyColumn, NotNull};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for (column, spans) in view.columns() {
            if column.nullable && column.not_null != NotNull::default() {
                let message = format!(
                    "column `{table}.{}` may be null and says what happens where it is not; leave the `?` or the `not null` \
                     out",
                    column.name
                );
                faults.add(spans.and_then(|spans| spans.not_null), message);
            } else if column.not_null.spelled && !rowid_alias(view.table).is_some_and(|key| key.name.same(&column.name))
            {
                let message = "`not null` says nothing of its own; leave it out: a column may be null only with a `?` \
                               after its type";
                faults.add(spans.and_then(|spans| spans.not_null), message.to_owned());
            }
        }
        let key = view.table.primary_key.iter().map(|key| (&key.columns, key.conflict));
        let uniques = view.table.uniques.iter().map(|unique| (&unique.columns, unique.conflict));
        let items = view.items().iter().filter(|item| matches!(item.kind, ItemKind::PrimaryKey | ItemKind::Unique));
        let mut seen: Vec<(Vec<String>, Conflict)> = Vec::new();
        for (item, (columns, conflict)) in items.zip(key.chain(uniques)) {
            if conflict == Conflict::Abort {
                continue;
            }
            let columns: Vec<String> = columns.iter().map(folded).collect();
            if seen.iter().any(|(other, first)| *other == columns && *first != conflict) {
                let message = format!(
                    "{} of table `{table}` has another conflict clause than one on the same columns; keep one of them",
                    item.with_article()
                );
                faults.add(item.conflict_span(), message);
            }
            seen.push((columns, conflict));
        }
    }
}

fn folded(column: &KeyColumn) -> String {
    column.name.folded()
}
