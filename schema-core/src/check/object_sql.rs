//! The SQL of a view, a trigger and a virtual table is what it should be, as far as its first words and its
//! brackets tell. What is in it is the database's to judge.

use super::context::{Context, Faults, Object};
use super::sql_text::{expression_fault, statements_fault};
use crate::model::{Sql, SqlToken, Trigger, View};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.objects() {
        let fault = match view.object {
            Object::View(it) => expression_fault(&it.sql).or_else(|| view_fault(it)),
            Object::Trigger(it) => statements_fault(&it.sql).or_else(|| trigger_fault(it)),
            Object::VirtualTable(it) if it.arguments.as_str().is_empty() => None,
            Object::VirtualTable(it) => expression_fault(&it.arguments),
        };
        if let Some(fault) = fault {
            faults.add(view.sql_span(), format!("the SQL of {} `{}` {fault}", view.what(), view.name));
        }
    }
}

fn view_fault(view: &View) -> Option<String> {
    let mut tokens = view.sql.tokens().peekable();
    if view.has_columns() {
        // No bracket stands among the names of columns.
        let closed = tokens.find(|token| matches!(token, SqlToken::Symbol(")")));
        if closed.is_none() || !tokens.next().is_some_and(|token| token.is_keyword("as")) {
            return Some("has no `AS` after the names of its columns; write `(a, b) AS SELECT …`".to_owned());
        }
    }
    let is_select = ["select", "with", "values"];
    let begins = tokens.next().is_some_and(|token| is_select.iter().any(|word| token.is_keyword(word)));
    (!begins).then(|| "is no query; begin it with `SELECT`, `WITH` or `VALUES`".to_owned())
}

fn trigger_fault(trigger: &Trigger) -> Option<String> {
    let Trigger { sql, .. } = trigger;
    let mut tokens = sql.tokens().peekable();
    if tokens.next_if(|token| token.is_keyword("before") || token.is_keyword("after")).is_none()
        && tokens.next_if(|token| token.is_keyword("instead")).is_some()
    {
        tokens.next_if(|token| token.is_keyword("of"));
    }
    let is_event = ["insert", "update", "delete"];
    if !tokens.next().is_some_and(|token| is_event.iter().any(|word| token.is_keyword(word))) {
        return Some("does not say when it fires; begin it as in `AFTER INSERT ON users`".to_owned());
    }
    if trigger.table().is_none() {
        return Some("does not say which table it is on; write `ON` and the table after its event".to_owned());
    }
    let has_body = tokens.any(|token| token.is_keyword("begin")) && ends(sql);
    (!has_body).then(|| "has no body; write it between `BEGIN` and `END`, each statement with a `;`".to_owned())
}

fn ends(sql: &Sql) -> bool {
    sql.tokens().last().is_some_and(|token| token.is_keyword("end"))
}
