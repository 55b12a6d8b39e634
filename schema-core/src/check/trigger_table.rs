//! A trigger is on a table that exists, or, where it fires instead of a change, on a view
//! (<https://sqlite.org/lang_createtrigger.html>).

use super::context::{Context, Faults, Object, meant};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for object in context.objects() {
        let Object::Trigger(trigger) = object.object else { continue };
        let Some(table) = trigger.table() else { continue };
        let name = &trigger.name;
        let instead = trigger.sql.tokens().next().is_some_and(|token| token.is_keyword("instead"));
        let model = context.model;
        let message = if context.table(&table).is_some() {
            if !instead {
                continue;
            }
            format!(
                "trigger `{name}` fires instead of a change of table `{table}`; that is for views, so write `BEFORE`"
            )
        } else if model.views.iter().any(|view| view.name.same(&table)) {
            if instead {
                continue;
            }
            format!("trigger `{name}` is on view `{table}`, which holds no rows; write `INSTEAD OF`")
        } else if model.virtual_tables.iter().any(|other| other.name.same(&table)) {
            format!("trigger `{name}` is on virtual table `{table}`, which takes none; remove it")
        } else {
            let names = model.tables.iter().map(|table| &table.name).chain(model.views.iter().map(|view| &view.name));
            let remedy = meant(&table, names, "declare it, or name another one");
            format!("trigger `{name}` is on `{table}`, which is no table{remedy}")
        };
        faults.add(object.sql_span(), message);
    }
}
