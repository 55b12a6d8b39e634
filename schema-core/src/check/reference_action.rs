//! What a reference sets, its columns can hold: null where they may be null, a default where they have
//! one.

use super::context::{Context, Faults};
use crate::model::{Action, DefaultValue, Literal};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for (index, key) in view.table.foreign_keys.iter().enumerate() {
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
                    let null_default = matches!(column.default, None | Some(DefaultValue::Literal(Literal::Null)));
                    let message = match action {
                        Action::SetNull if !column.nullable => format!(
                            "`{word} set null` on column `{table}.{name}`, which is not null; write `?` after its type, \
                             or another action"
                        ),
                        Action::SetDefault if null_default && !(column.nullable && column.default.is_some()) => {
                            format!(
                                "`{word} set default` on column `{table}.{name}`, which has no default; give it one, or \
                             another action"
                            )
                        }
                        _ => continue,
                    };
                    faults.add(span.or(whole), message);
                }
            }
        }
    }
}
