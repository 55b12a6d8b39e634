//! Views, triggers and virtual tables: how those found differ from those expected.

use super::Words;
use crate::introspect::Inspection;
use schema_core::model::{Model, Name, Sql, Trigger};

/// An object that is its text: what sort it is, its name, and what it says.
struct Object<'a> {
    noun: &'static str,
    name: &'a Name,
    /// The module of a virtual table, which is part of what it says.
    module: Option<&'a Name>,
    sql: &'a Sql,
}

impl Object<'_> {
    fn called(&self) -> String {
        format!("{} `{}`", self.noun, self.name)
    }

    fn is(&self, other: &Self) -> bool {
        let modules = match (self.module, other.module) {
            (Some(module), Some(other)) => module.same(other),
            (module, other) => module == other,
        };
        modules && self.sql == other.sql
    }
}

fn objects(model: &Model) -> impl Iterator<Item = Object<'_>> {
    let views = model.views.iter();
    let views = views.map(|view| Object { noun: "view", name: &view.name, module: None, sql: &view.sql });
    let tables = model.virtual_tables.iter().map(|table| Object {
        noun: "virtual table",
        name: &table.name,
        module: Some(&table.module),
        sql: &table.arguments,
    });
    let triggers = model.triggers.iter();
    let triggers =
        triggers.map(|trigger| Object { noun: "trigger", name: &trigger.name, module: None, sql: &trigger.sql });
    views.chain(tables).chain(triggers)
}

/// Everything in which they differ, in words.
pub(super) fn compare(expected: &Model, found: &Inspection, words: &mut Words<'_>) {
    let same = |some: &Object<'_>, other: &Object<'_>| some.noun == other.noun && some.name.same(other.name);
    for object in objects(expected) {
        match objects(&found.model).find(|other| same(other, &object)) {
            Some(other) if object.is(&other) => {}
            Some(_) => words.otherwise(&object.called()),
            // Tables, views and virtual tables share their names; triggers have theirs for themselves.
            None if object.noun == "trigger" => words.missing(&object.called()),
            None => words.not_there(&object.called(), object.name, found),
        }
    }
    for object in objects(&found.model).filter(|object| !objects(expected).any(|other| same(&other, object))) {
        if object.noun == "trigger" {
            let on = found.model.trigger(object.name).and_then(Trigger::table);
            words.further(&format!("{}{}", object.called(), on.map_or_else(String::new, |on| format!(" on `{on}`"))));
        } else if noun(expected, object.name).is_none() {
            // What stands in the place of something expected is told there.
            words.further(&object.called());
        }
    }
}

/// What has this name among the tables, views and virtual tables of a model.
pub(crate) fn noun(model: &Model, name: &Name) -> Option<&'static str> {
    if model.tables.iter().any(|table| table.name.same(name)) {
        return Some("table");
    }
    objects(model).find(|object| object.noun != "trigger" && object.name.same(name)).map(|object| object.noun)
}
