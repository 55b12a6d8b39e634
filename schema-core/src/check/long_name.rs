//! A name is no longer than each database in use can hold.

use super::context::{Context, Faults};
use crate::fault::Span;
use crate::model::Name;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let limit = context.dialects.iter().map(|dialect| (dialect.identifier_limit(), dialect.word())).min();
    let Some((limit, dialect)) = limit else { return };
    let mut name = |name: &Name, what: &str, span: Option<Span>| {
        let length = name.as_str().len();
        if length > limit {
            let start: String = name.as_str().chars().take(24).collect();
            let message = format!(
                "the name `{start}…` of a {what} has {length} bytes, and {dialect} allows {limit}; give it a shorter one"
            );
            faults.add(span, message);
        }
    };
    for object in context.objects() {
        name(object.name, object.what(), object.name_span());
    }
    for (declared, spans) in context.enums() {
        name(&declared.name, "enum", spans.map(|spans| spans.name));
    }
    for view in context.tables() {
        name(&view.table.name, "table", view.name_span());
        for (column, spans) in view.columns() {
            name(&column.name, "column", spans.map(|spans| spans.name));
            if let Some(found) = &column.not_null.name {
                name(found, "not null", spans.and_then(|spans| spans.not_null));
            }
        }
        for item in view.items() {
            if let Some(found) = item.name {
                name(found, item.what, item.name_span());
            }
        }
    }
}
