//! SQLite's SQL.

mod alter;
mod column;
mod index;
mod look;
mod object;
mod quote;
mod rebuild;
mod table;

use crate::dialect::sqlite::lower;
use crate::model::Model;
use crate::plan::sqlite::{needs, references_first, views_first};
use crate::plan::{Operation, Plan};

pub(super) fn script(plan: &Plan) -> String {
    let version = match needs(plan) {
        (major, minor, 0..=2) => format!("{major}.{minor}"),
        (major, minor, patch) => format!("{major}.{minor}.{patch}"),
    };
    let mut script = format!(
        "-- SQLite {version} or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.\n"
    );
    for look in plan.looks.iter().filter_map(look::select) {
        script.push_str(&format!("-- look: {look}\n"));
    }
    if plan.steps.is_empty() {
        script.push_str("-- Nothing changes on SQLite.\n");
    }
    for step in &plan.steps {
        script.push('\n');
        comment(&mut script, &step.about);
        for statement in statements(&step.operation) {
            script.push_str(&statement);
            script.push_str(";\n");
        }
    }
    script
}

pub(super) fn create(model: &Model) -> String {
    let model = lower(model);
    let mut script = String::new();
    for place in references_first(&model) {
        let table = &model.tables[place];
        if !script.is_empty() {
            script.push('\n');
        }
        script.push_str(&table::create(table, &table.name));
        script.push_str(";\n");
        for index in &table.indexes {
            script.push_str(&index::create(&table.name, index));
            script.push_str(";\n");
        }
    }
    let tables = model.virtual_tables.iter().map(object::virtual_table);
    let views = views_first(&model.views).into_iter().map(|at| object::view(&model.views[at]));
    for statement in tables.chain(views).chain(model.triggers.iter().map(object::trigger)) {
        if !script.is_empty() {
            script.push('\n');
        }
        script.push_str(&statement);
        script.push_str(";\n");
    }
    script
}

/// A comment, a line for each of its lines: a name with a line break in it stays inside.
fn comment(script: &mut String, text: &str) {
    for line in text.split('\n') {
        script.push_str("-- ");
        script.push_str(line);
        script.push('\n');
    }
}

fn statements(operation: &Operation) -> Vec<String> {
    let statement = match operation {
        Operation::CreateTable(table) => table::create(table, &table.name),
        Operation::DropTable(table) => alter::drop_table(table),
        Operation::RenameTable { from, to } => alter::rename_table(from, to),
        Operation::AddColumn { table, column } => format!(
            "ALTER TABLE {} ADD COLUMN {}{}",
            quote::name(&table.name),
            column::definition(column, table),
            table::on_column(table)
        ),
        Operation::DropColumn { table, column } => alter::drop_column(table, column),
        Operation::RenameColumn { table, from, to } => alter::rename_column(table, from, to),
        Operation::SetNotNull { table, column, conflict } => {
            let conflict = table::conflict(*conflict);
            format!("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL{conflict}", quote::name(table), quote::name(column))
        }
        Operation::DropNotNull { table, column } => {
            format!("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL", quote::name(table), quote::name(column))
        }
        Operation::AddCheck { table, check } => {
            format!("ALTER TABLE {} ADD {}", quote::name(table), table::check(check))
        }
        Operation::DropCheck { table, check } => {
            format!("ALTER TABLE {} DROP CONSTRAINT {}", quote::name(table), quote::name(check))
        }
        Operation::CreateIndex { table, index } => index::create(table, index),
        Operation::DropIndex(index) => alter::drop_index(index),
        Operation::Fill { table, column, value } => {
            let column = quote::name(column);
            let (table, value) = (quote::name(table), quote::bracketed(value));
            format!("UPDATE OR ABORT {table} SET {column} = {value} WHERE {column} IS NULL")
        }
        Operation::Rebuild(rebuild) => return rebuild::statements(rebuild),
        Operation::CreateVirtualTable(table) => object::virtual_table(table),
        Operation::RebuildVirtualTable(copy) => return object::copy(copy),
        Operation::FillVirtualTable(table) => object::fill(table),
        Operation::CreateView(view) => object::view(view),
        Operation::DropView(view) => format!("DROP VIEW {}", quote::name(view)),
        Operation::CreateTrigger(trigger) => object::trigger(trigger),
        Operation::DropTrigger(trigger) => format!("DROP TRIGGER {}", quote::name(trigger)),
    };
    vec![statement]
}
