//! What a reference sets, its columns can hold: null where they may be null, a default where they have
//! one.

use super::context::{Context, Faults};
use crate::dialect::reference::can_take;
use crate::model::Action;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for (index, key) in view.checked_references() {
            let parts = view.spans.and_then(|spans| spans.foreign_key_parts.get(index));
            let whole = view.spans.and_then(|spans| spans.foreign_keys.get(index).copied());
            let actions = [
                ("on delete", key.on_delete, parts.and_then(|parts| parts.on_delete)),
                ("on update", key.on_update, parts.and_then(|parts| parts.on_update)),
            ];
            for (word, action, span) in actions {
                for name in &key.columns {
                    let Some((column, spans)) = view.column(name) else { continue };
                    if spans.is_some_and(|spans| spans.guessed) {
                        continue;
                    }
                    if can_take(action, column) {
                        continue;
                    }
                    let message = match action {
                        Action::SetNull => format!(
                            "`{word} set null` on column `{table}.{name}`, which is not null; write `?` after its type, \
                             or another action"
                        ),
                        _ => format!(
                            "`{word} set default` on column `{table}.{name}`, which has no default; give it one, or \
                             another action"
                        ),
                    };
                    faults.add(span.or(whole), message);
                }
            }
        }
    }
}
