//! A column of an enum names one that is declared.

use super::context::{Context, Faults, meant};
use crate::model::Type;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        for (column, spans) in view.columns() {
            let Type::Enum(of) = &column.ty else { continue };
            if spans.is_some_and(|spans| spans.guessed) || context.model.enum_named(&of.name).is_some() {
                continue;
            }
            let names = context.enums().map(|(declared, _)| &declared.name);
            let remedy = meant(&of.name, names, &format!("declare it: `enum {} {{ … }}`", of.name));
            let message = format!(
                "column `{}.{}` is of enum `{}`, which is not declared{remedy}",
                view.table.name, column.name, of.name
            );
            faults.add(spans.map(|spans| spans.ty), message);
        }
    }
}
