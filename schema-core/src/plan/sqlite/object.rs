//! Views and triggers: those in the way go first, and everything that is declared is there in the end.
//!
//! SQLite refuses to rename what a view or a trigger names, rewrites the texts of those that it does not
//! refuse, and drops a table's triggers with it. So whatever names a table that is altered, by the words of
//! its text, is dropped before and made again from the new model. A word that only looks like the table's
//! name costs two statements, never a row.

use std::collections::BTreeSet;

use super::step;
use super::whole::There;
use crate::model::{Model, Name, Sql, SqlToken, Trigger, View};
use crate::plan::{Operation, Step};

/// The steps for views and triggers.
#[derive(Default)]
pub(super) struct Objects {
    /// What goes before everything else.
    pub(super) drops: Vec<Step>,
    /// The views that are made when everything else is there.
    pub(super) views: Vec<Step>,
    /// The triggers that are made last: no statement of the plan fires one.
    pub(super) triggers: Vec<Step>,
}

/// What goes and comes. `touched` are the names, old and new, of all that is altered; `looks_at_all` says
/// that the plan renames or drops a column, for which SQLite reads every view and trigger there is, and
/// stops at one that names what is not there.
pub(super) fn objects(from: &Model, to: &Model, mut touched: BTreeSet<String>, looks_at_all: bool) -> Objects {
    let there = looks_at_all.then(|| There::new(from));
    let is_whole = |sql: &Sql| there.as_ref().is_none_or(|there| there.is_whole(sql));
    let same_view = |view: &View| to.view(&view.name).is_some_and(|new| new.sql == view.sql) && is_whole(&view.sql);
    let same_trigger = |trigger: &Trigger| {
        to.trigger(&trigger.name).is_some_and(|new| new.sql == trigger.sql) && is_whole(&trigger.sql)
    };
    touched.extend(to.views.iter().filter(|view| from.view(&view.name).is_none()).map(|view| view.name.folded()));

    let mut goes: Vec<bool> = from.views.iter().map(|view| !same_view(view)).collect();
    let words: Vec<BTreeSet<String>> = from.views.iter().map(|view| words(&view.sql)).collect();
    touched.extend(from.views.iter().zip(&goes).filter(|(_, goes)| **goes).map(|(view, _)| view.name.folded()));
    // A view on a view that goes, goes too.
    loop {
        let next = (0..goes.len()).find(|at| !goes[*at] && !words[*at].is_disjoint(&touched));
        let Some(at) = next else { break };
        goes[at] = true;
        touched.insert(from.views[at].name.folded());
    }

    let mut objects = Objects::default();
    let mut staying_triggers = BTreeSet::new();
    for trigger in &from.triggers {
        if same_trigger(trigger) && self::words(&trigger.sql).is_disjoint(&touched) {
            staying_triggers.insert(&trigger.name);
            continue;
        }
        let about = format!("Drop trigger `{}`", trigger.name);
        objects.drops.push(step(about, Operation::DropTrigger(trigger.name.clone())));
    }
    let mut staying_views = BTreeSet::new();
    for at in views_first(&from.views).into_iter().rev() {
        let name = &from.views[at].name;
        if goes[at] {
            objects.drops.push(step(format!("Drop view `{name}`"), Operation::DropView(name.clone())));
        } else {
            staying_views.insert(name);
        }
    }
    for at in views_first(&to.views) {
        let view = &to.views[at];
        if !staying_views.contains(&view.name) {
            objects.views.push(step(format!("Create view `{}`", view.name), Operation::CreateView(view.clone())));
        }
    }
    for trigger in to.triggers.iter().filter(|trigger| !staying_triggers.contains(&trigger.name)) {
        let about = format!("Create trigger `{}`", trigger.name);
        objects.triggers.push(step(about, Operation::CreateTrigger(trigger.clone())));
    }
    objects
}

/// Every word that may be a name. A string may be one, too, where SQLite expects a table.
fn words(sql: &Sql) -> BTreeSet<String> {
    let words = sql.tokens().filter_map(|token| match token {
        SqlToken::Word(word) => Some(word.to_ascii_lowercase()),
        SqlToken::Text(text) => Some(text.trim_matches('\'').replace("''", "'").to_ascii_lowercase()),
        SqlToken::Number(_) | SqlToken::Symbol(_) => None,
    });
    words.collect()
}

/// The places of the views, so that each stands after those that it names. Otherwise the order of the
/// model.
pub(crate) fn views_first(views: &[View]) -> Vec<usize> {
    let words: Vec<BTreeSet<String>> = views.iter().map(|view| words(&view.sql)).collect();
    let names: Vec<String> = views.iter().map(|view| view.name.folded()).collect();
    let mut order = Vec::with_capacity(views.len());
    let mut entered = vec![false; views.len()];
    for start in 0..views.len() {
        // A stack of our own: a chain of views may be longer than the thread's stack is deep.
        let mut stack: Vec<(usize, usize)> = Vec::new();
        if !std::mem::replace(&mut entered[start], true) {
            stack.push((start, 0));
        }
        while let Some((place, next)) = stack.last_mut() {
            let found = (*next..views.len()).find(|at| !entered[*at] && words[*place].contains(&names[*at]));
            match found {
                Some(at) => {
                    *next = at + 1;
                    entered[at] = true;
                    stack.push((at, 0));
                }
                None => {
                    order.push(*place);
                    stack.pop();
                }
            }
        }
    }
    order
}

/// What speaks against the text of an object, as far as its tokens tell: it would not stay in its
/// statement.
pub(super) fn faults(model: &Model, faults: &mut Vec<String>) {
    let unnamed = |name: &Name| name.as_str().contains(['\0', '\r']);
    let mut look = |what: &str, name: &Name, fault: Option<&'static str>| {
        if unnamed(name) {
            faults.push(format!(
                "the name {:?} of a {what} holds a NUL or a carriage return, which a script cannot",
                name.as_str()
            ));
        }
        faults.extend(fault.map(|fault| format!("the SQL of {what} `{name}` {fault}")));
    };
    for view in &model.views {
        look("view", &view.name, text_fault(&view.sql).or_else(|| one_statement(&view.sql)));
    }
    for trigger in &model.triggers {
        look("trigger", &trigger.name, text_fault(&trigger.sql).or_else(|| trigger_fault(&trigger.sql)));
    }
    for table in &model.virtual_tables {
        let fault = text_fault(&table.arguments).or_else(|| one_statement(&table.arguments));
        look("virtual table", &table.name, fault);
    }
}

fn text_fault(sql: &Sql) -> Option<&'static str> {
    if sql.as_str().contains('\0') {
        return Some("holds a NUL character, which SQL cannot");
    }
    let in_quotes = |token: SqlToken<'_>| match token {
        SqlToken::Word(word) => word.contains('\r'),
        SqlToken::Text(text) => text.contains('\r'),
        SqlToken::Number(_) | SqlToken::Symbol(_) => false,
    };
    if sql.tokens().any(in_quotes) {
        return Some("holds a carriage return in quotes, which a script cannot keep; write `char(13)`");
    }
    super::expression::unclosed(sql.as_str())
}

/// No semicolon, and every bracket in its place.
fn one_statement(sql: &Sql) -> Option<&'static str> {
    let mut depth = 0usize;
    for token in sql.tokens() {
        match token {
            SqlToken::Symbol(";") => return Some("is more than one statement"),
            SqlToken::Symbol("(") => depth += 1,
            SqlToken::Symbol(")") if depth == 0 => return Some("closes a bracket that it did not open"),
            SqlToken::Symbol(")") => depth -= 1,
            _ => {}
        }
    }
    (depth > 0).then_some("does not close a bracket")
}

/// The first `END` that is none of a `CASE` is the last word.
fn trigger_fault(sql: &Sql) -> Option<&'static str> {
    let mut cases = 0usize;
    let mut has_begun = false;
    let mut has_ended = false;
    for token in sql.tokens() {
        if has_ended {
            return Some("goes on after its `END`");
        }
        match &token {
            SqlToken::Symbol(";") if !has_begun => return Some("is more than one statement"),
            token if token.is_keyword("begin") => has_begun = true,
            token if token.is_keyword("case") => cases += 1,
            token if token.is_keyword("end") && cases > 0 => cases -= 1,
            token if token.is_keyword("end") => has_ended = has_begun,
            _ => {}
        }
    }
    (!has_ended).then_some("has no `END`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_stands_after_those_that_it_names() {
        let views =
            [View::new("c", "SELECT * FROM b, \"A\""), View::new("b", "SELECT * FROM a"), View::new("a", "SELECT 1")];
        assert_eq!(views_first(&views), [2, 1, 0]);
        let circle = [View::new("a", "SELECT * FROM b"), View::new("b", "SELECT * FROM a")];
        assert_eq!(views_first(&circle).len(), 2);
    }

    #[test]
    fn a_trigger_ends_with_its_end() {
        let fault = |text: &str| trigger_fault(&Sql::new(text));
        assert_eq!(fault("AFTER INSERT ON t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT \"end\"; END"), None);
        assert!(fault("AFTER INSERT ON t BEGIN SELECT 1; END; DROP TABLE t; SELECT 1; END").is_some());
        assert!(fault("AFTER INSERT ON t; BEGIN SELECT 1; END").is_some());
        assert!(fault("AFTER INSERT ON t BEGIN SELECT 1;").is_some());
    }
}
