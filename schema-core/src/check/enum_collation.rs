//! A column of an enum has no collation: by `NOCASE` the check would take `OPEN` for `open`, which is no
//! value of the enum to any program.

use super::context::{Context, Faults};
use crate::model::Type;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        for (column, spans) in view.columns() {
            let (Type::Enum(of), Some(collation)) = (&column.ty, &column.collation) else { continue };
            let message = format!(
                "column `{}.{}` is of enum `{}`, whose values are compared letter for letter; leave `collate \
                 {collation}` out",
                view.table.name, column.name, of.name
            );
            faults.add(spans.and_then(|spans| spans.collation), message);
        }
    }
}
