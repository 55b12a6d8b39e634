//! Names that break what pastes them into SQL.

use schema_core::model::{
    Check, Column, ForeignKey, Index, IndexKey, IndexPart, Model, Name, PrimaryKey, Rename, RenameColumn, Sql, Table,
    Transition, Trigger, Type, Unique, View, VirtualTable,
};
use schema_core::plan::{Target, plan};

use super::laws::{Outcome, hold};
use super::model::target;
use super::rows::{Random, fill, quote};
use super::script;

fn names() -> Vec<Name> {
    let letters = "l".repeat(200);
    let names = [
        "select",
        "TABLE",
        "order",
        "rowid",
        "a b",
        "it's",
        "q\"q",
        "\"",
        "`tick`",
        "[br]",
        "]",
        "semi;colon",
        "-- dashes",
        "/* star",
        "new\nline",
        "tab\t",
        "😀",
        "é",
        "100%",
        "{}",
        "$1",
        "?",
        ":name",
        "main.t",
        "Case",
        "temp",
        "null",
        "1st",
        "frostline_new_order",
        &letters,
    ];
    names.into_iter().map(Name::from).collect()
}

/// Each name is a table, columns, an index, constraints, a view, a trigger and a virtual table, somewhere.
/// `turn` says which.
fn hostile(turn: usize, strictness: bool) -> Model {
    let names = names();
    let at = |place: usize| names[place % names.len()].clone();
    let mut model = Model::default();
    for place in 0..names.len() {
        // Tables keep their place and change their names.
        let mut table = Table::new(at(place + turn));
        let columns: Vec<Name> = (1..5).map(|offset| at(place + offset * 3 + turn)).collect();
        table.columns = columns.iter().map(|name| Column::new(name.clone(), Type::Integer)).collect();
        table.columns[1].nullable = !strictness;
        table.columns[2].nullable = true;
        table.columns[3].nullable = true;
        table.columns[3].not_null = Default::default();
        let key = PrimaryKey { name: Some(at(place + 7)), ..PrimaryKey::new(&columns[..1]) };
        table.primary_key = Some(key);
        table.uniques = vec![Unique::new(Some(at(place + 8)), &columns[..2])];
        table.checks = vec![Check {
            name: Some(at(place + 9)),
            expr: Sql::new(format!("{}.{} IS NOT 'never'", quote(table.name.as_str()), quote(columns[1].as_str()))),
        }];
        table.foreign_keys = vec![ForeignKey {
            name: Some(at(place + 10)),
            columns: vec![columns[3].clone()],
            table: table.name.clone(),
            references: vec![columns[0].clone()],
            bare: false,
            on_delete: Default::default(),
            on_update: Default::default(),
            deferred: false,
        }];
        let part =
            IndexPart { key: IndexKey::Column(columns[2].clone()), collation: None, direction: Default::default() };
        // One space with tables: a letter keeps them apart.
        let name = Name::new(format!("i{}", at(place + 2 * turn)));
        table.indexes = vec![Index { name, unique: false, parts: vec![part], filter: None }];
        let (own, column) = (quote(table.name.as_str()), quote(columns[2].as_str()));
        model.views.push(View::new(Name::new(format!("v{}", at(place))), format!("SELECT {column} FROM {own}")));
        model.triggers.push(Trigger::new(
            at(place),
            format!("AFTER UPDATE OF {column} ON {own} BEGIN SELECT raise(ABORT, 'fired'); END"),
        ));
        if place % 10 == 0 {
            let name = Name::new(format!("f{}", at(place + turn)));
            model.virtual_tables.push(VirtualTable::new(name, "fts5", "a, \"b c\""));
        }
        model.tables.push(table);
    }
    model
}

/// What each table, column and virtual table was.
fn turned(from: &Model, to: &Model) -> Transition {
    let mut transition = Transition::default();
    for (old, new) in from.tables.iter().zip(&to.tables) {
        transition.rename_tables.push(Rename { from: old.name.clone(), to: new.name.clone() });
        for (before, after) in old.columns.iter().zip(&new.columns) {
            let (table, from, to) = (new.name.clone(), before.name.clone(), after.name.clone());
            transition.rename_columns.push(RenameColumn { table, from, to });
        }
    }
    for (old, new) in from.virtual_tables.iter().zip(&to.virtual_tables) {
        transition.rename_tables.push(Rename { from: old.name.clone(), to: new.name.clone() });
    }
    transition.rename_tables.retain(|rename| rename.from != rename.to);
    transition.rename_columns.retain(|rename| rename.from != rename.to);
    transition
}

fn check(from: &Model, to: &Model, transition: &Transition, target: &Target) {
    let prepare = |connection: &rusqlite::Connection| fill(connection, from, &mut Random::new(5), 3);
    let (outcome, _) = hold(from, to, transition, target, prepare, |_| {}).unwrap_or_else(|error| panic!("{error}"));
    assert!(matches!(outcome, Outcome::Ran), "{outcome:?}");
}

#[test]
fn hostile_names_stay_in_their_quotes_wherever_they_stand() {
    let (from, none) = (hostile(0, false), Transition::default());
    check(&Model::default(), &from, &none, &Target::SQLITE);
    for target in [Target::SQLITE, target(3, 54)] {
        if (target.version.0, target.version.1) > super::script::library() {
            super::script::skipped("hostile names that SQLite 3.54 alters in place");
            continue;
        }
        // All names move on, which is a circle of renames; then back, with every table altered.
        let to = hostile(1, false);
        check(&from, &to, &turned(&from, &to), &target);
    }
}

#[test]
fn hostile_names_are_looked_at_and_rebuilt() {
    let (from, to) = (hostile(0, false), hostile(0, true));
    let plan = plan(&from, &to, &Transition::default(), &Target::SQLITE).unwrap();
    // A look stands on one line, so that a name with a line's end has none.
    let looks = script::text(&plan).lines().filter(|line| line.starts_with("-- look: ")).count();
    assert!(looks + 4 > names().len() && looks < names().len(), "{looks}");
    let connection = script::made(&from).unwrap();
    fill(&connection, &from, &mut Random::new(5), 3);
    let found = script::looks(&connection, &plan).unwrap();
    let applied = script::apply(&connection, &plan);
    assert_eq!(found.is_empty(), applied.is_ok(), "{found:?} {applied:?}");
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    for table in &from.tables {
        connection
            .execute(
                &format!(
                    "DELETE FROM {} WHERE {} IS NULL",
                    quote(table.name.as_str()),
                    quote(table.columns[1].name.as_str())
                ),
                [],
            )
            .unwrap();
    }
    assert_eq!(script::looks(&connection, &plan).unwrap(), Vec::<String>::new());
    script::apply(&connection, &plan).unwrap();
}

#[test]
fn names_that_differ_in_case_alone_are_one_and_change_places() {
    let mut from = hostile(0, false);
    from.triggers.retain(|trigger| trigger.name.as_str() != "temp");
    let mut to = from.clone();
    // The table, its columns, index, constraints, view and trigger in other letters.
    let up = |name: &mut Name| *name = Name::new(name.as_str().to_ascii_uppercase());
    let place = from.tables.iter().position(|table| table.name.as_str() == "order").unwrap();
    let old = from.tables[place].clone();
    let table = &mut to.tables[place];
    up(&mut table.name);
    table.columns.iter_mut().for_each(|column| up(&mut column.name));
    table.primary_key.iter_mut().for_each(|key| key.columns.iter_mut().for_each(|column| up(&mut column.name)));
    table.uniques.iter_mut().for_each(|unique| unique.columns.iter_mut().for_each(|column| up(&mut column.name)));
    table.uniques[0].name.iter_mut().for_each(up);
    table.foreign_keys[0].columns.iter_mut().for_each(up);
    table.foreign_keys[0].references.iter_mut().for_each(up);
    table.foreign_keys[0].table = table.name.clone();
    up(&mut table.indexes[0].name);
    if let IndexKey::Column(name) = &mut table.indexes[0].parts[0].key {
        up(name);
    }
    assert_ne!(*table, old);
    up(&mut to.views[place].name);
    up(&mut to.triggers[place].name);
    check(&from, &to, &turned(&from, &to), &Target::SQLITE);
}
