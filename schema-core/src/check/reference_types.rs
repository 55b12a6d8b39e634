//! Both sides of a reference hold values of one sort, else no row would ever match.

use super::context::{Context, Faults};
use crate::dialect::reference::alike;
use crate::model::Type;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for (index, key) in view.checked_references() {
            let Some(target) = context.table(&key.table) else { continue };
            if key.columns.len() != key.references.len() {
                continue;
            }
            for (name, referenced) in key.columns.iter().zip(&key.references) {
                let (Some((from, spans)), Some((to, to_spans))) = (view.column(name), target.column(referenced)) else {
                    continue;
                };
                let guessed = [spans, to_spans].into_iter().flatten().any(|spans| spans.guessed);
                if guessed || alike(&from.ty, &to.ty) {
                    continue;
                }
                let message = format!(
                    "column `{table}.{name}` is {}, and the column `{}.{referenced}` that it references is {}; give \
                     both one type",
                    word(&from.ty),
                    target.table.name,
                    word(&to.ty),
                );
                let span = spans.map(|spans| spans.ty);
                let whole = view.spans.and_then(|spans| spans.foreign_keys.get(index).copied());
                faults.add(span.or(whole), message);
            }
        }
    }
}

fn word(ty: &Type) -> String {
    match ty {
        Type::Verbatim(sql) => format!("`{sql}`"),
        other => format!("`{}`", other.words()),
    }
}
