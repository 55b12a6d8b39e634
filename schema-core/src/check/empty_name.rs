//! A name has letters, and no NUL: SQLite takes the text of a statement to end there.

use super::context::{Context, Faults, ItemKind, Object};
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
    for object in context.objects() {
        name(object.name, &|| format!("a {}", object.what()), object.name_span());
        if let Object::VirtualTable(table) = object.object {
            name(&table.module, &|| format!("the module of virtual table `{}`", table.name), object.sql_span());
        }
    }
    for (declared, spans) in context.enums() {
        name(&declared.name, &|| "an enum".to_owned(), spans.map(|spans| spans.name));
    }
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
        for (column, spans) in view.columns() {
            if let Some(found) = &column.not_null.name {
                let what = || format!("the `not null` of column `{table}.{}`", column.name);
                name(found, &what, spans.and_then(|spans| spans.not_null));
            }
        }
        let keys = view.table.primary_key.iter().map(|key| &key.columns);
        let uniques = view.table.uniques.iter().map(|unique| &unique.columns);
        let items = view.items().iter().filter(|item| matches!(item.kind, ItemKind::PrimaryKey | ItemKind::Unique));
        for (item, columns) in items.zip(keys.chain(uniques)) {
            for (place, column) in columns.iter().enumerate() {
                if let Some(collation) = &column.collation {
                    let what = || format!("a collation in {} of table `{table}`", item.with_article());
                    name(collation, &what, item.collation_span(place));
                }
            }
        }
        for item in view.items() {
            if let Some(found) = item.name {
                name(found, &|| format!("{} of table `{table}`", item.with_article()), item.name_span());
            }
        }
    }
}
