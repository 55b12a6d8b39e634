//! A table without rowids has a primary key to store its rows by (<https://sqlite.org/withoutrowid.html>).

use super::context::{Context, Faults};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables().filter(|view| !view.is_incomplete()) {
        if view.table.without_rowid && view.table.primary_key.is_none() {
            let span = view.spans.and_then(|spans| spans.without_rowid).or(view.name_span());
            let message = format!("table `{}` is `without rowid` and has no primary key; declare one", view.table.name);
            faults.add(span, message);
        }
    }
}
