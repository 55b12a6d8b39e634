//! Lengths and precisions make sense.

use super::context::{Context, Faults};
use crate::model::Type;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for (column, spans) in view.columns() {
            let name = &column.name;
            let message = match &column.ty {
                Type::Varchar(0) => {
                    format!("column `{table}.{name}` is `varchar(0)`, which holds nothing; give it a length")
                }
                Type::Char(0) => format!("column `{table}.{name}` is `char(0)`, which holds nothing; give it a length"),
                Type::Decimal { precision: 0, .. } => {
                    format!("column `{table}.{name}` is a decimal of no digits; give it a precision")
                }
                Type::Decimal { precision, scale } if scale > precision => format!(
                    "column `{table}.{name}` has {scale} digits after the point and {precision} in all; make the first \
                     number of `decimal({precision}, {scale})` the larger one"
                ),
                _ => continue,
            };
            faults.add(spans.map(|spans| spans.ty), message);
        }
    }
}
