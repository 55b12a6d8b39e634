//! One table of both sides.

use schema_core::diff::Item;
use schema_core::model::{Column, Name, Table};
use schema_core::syntax::print_model;

use super::called;
use super::three::{Conflicts, value, whole};

/// Merges a table; all three go by the names of the result.
pub(super) fn merge(
    base: Option<Table>,
    ours: Option<Table>,
    theirs: Option<Table>,
    conflicts: &mut Conflicts,
) -> Option<Table> {
    match (base, ours, theirs) {
        (_, None, None) => None,
        (None, Some(one), None) | (None, None, Some(one)) => Some(one),
        (Some(base), Some(one), None) => {
            if !is_alike(&base, &one) {
                conflicts.between(&called(&base), "changes it", "drops it");
            }
            None
        }
        (Some(base), None, Some(one)) => {
            if !is_alike(&base, &one) {
                conflicts.between(&called(&base), "drops it", "changes it");
            }
            None
        }
        (None, Some(ours), Some(theirs)) => {
            // The same table twice is one; else each says what it holds.
            if !is_alike(&ours, &theirs) {
                conflicts.between(
                    &called(&ours),
                    &format!("adds it as {}", brief(&ours)),
                    &format!("adds it as {}", brief(&theirs)),
                );
            }
            Some(ours)
        }
        (Some(base), Some(ours), Some(theirs)) => Some(both(&base, &ours, &theirs, conflicts)),
    }
}

fn both(base: &Table, ours: &Table, theirs: &Table, conflicts: &mut Conflicts) -> Table {
    let table = called(ours);
    let mut merged = Table { columns: Vec::new(), ..ours.clone() };
    merged.docs = value(&base.docs, &ours.docs, &theirs.docs).0;
    merged.rust_name = value(&base.rust_name, &ours.rust_name, &theirs.rust_name).0;
    let flag = |set: bool, word: &str| format!("makes it {}`{word}`", if set { "" } else { "not " });
    for (word, of) in [("strict", (|it| it.strict) as fn(&Table) -> bool), ("without rowid", |it| it.without_rowid)] {
        let (set, differs) = value(&of(base), &of(ours), &of(theirs));
        if differs {
            conflicts.between(&table, &flag(of(ours), word), &flag(of(theirs), word));
        }
        if word == "strict" { merged.strict = set } else { merged.without_rowid = set }
    }
    for name in columns_in_order(base, ours, theirs) {
        let find = |table: &Table| table.column_named(&name).cloned();
        merged.columns.extend(column(&ours.name, find(base), find(ours), find(theirs), conflicts));
    }
    merged.primary_key = whole(
        &format!("the primary key of {table}"),
        base.primary_key.clone(),
        ours.primary_key.clone(),
        theirs.primary_key.clone(),
        &|key| Item::PrimaryKey(key.clone()).to_string(),
        conflicts,
    );
    macro_rules! items {
        ($field:ident, $item:path, $word:literal) => {
            merged.$field = items(
                $word,
                &ours.name,
                [&base.$field, &ours.$field, &theirs.$field],
                |it| $item(it.clone()),
                conflicts,
            )
        };
    }
    items!(foreign_keys, Item::ForeignKey, "reference");
    items!(uniques, Item::Unique, "unique constraint");
    items!(checks, Item::Check, "check");
    items!(indexes, Item::Index, "index");
    merged
}

/// The columns' names in the order of the result: the first side's, unless the second alone moved them. What is
/// new on the other stands after what it stands after there, and after what is new in the same place.
fn columns_in_order(base: &Table, ours: &Table, theirs: &Table) -> Vec<Name> {
    let kept = |table: &Table| -> Vec<String> {
        let in_all = |name: &&Name| [base, ours, theirs].iter().all(|table| table.column_named(name).is_some());
        table.columns.iter().map(|column| &column.name).filter(in_all).map(Name::folded).collect()
    };
    let is_moved = kept(ours) == kept(base) && kept(theirs) != kept(base);
    let (first, second) = if is_moved { (theirs, ours) } else { (ours, theirs) };
    let mut names: Vec<Name> = first.columns.iter().map(|column| column.name.clone()).collect();
    let mut before: Option<&Name> = None;
    for Column { name, .. } in &second.columns {
        if !names.iter().any(|other| other.same(name)) {
            let mut at =
                before.and_then(|before| names.iter().position(|other| other.same(before))).map_or(0, |at| at + 1);
            while names.get(at).is_some_and(|other| second.column_named(other).or(base.column_named(other)).is_none()) {
                at += 1;
            }
            names.insert(at, name.clone());
        }
        before = Some(name);
    }
    names
}

fn column(
    table: &Name,
    base: Option<Column>,
    ours: Option<Column>,
    theirs: Option<Column>,
    conflicts: &mut Conflicts,
) -> Option<Column> {
    let (ours, theirs, base) = match (base, ours, theirs) {
        (_, None, None) => return None,
        (None, Some(one), None) | (None, None, Some(one)) => return Some(one),
        (Some(base), Some(one), None) => {
            if is_changed(&base, &one) {
                conflicts.between(&named(table, &one), &format!("makes it `{}`", says(&one)), "drops it");
            }
            return None;
        }
        (Some(base), None, Some(one)) => {
            if is_changed(&base, &one) {
                conflicts.between(&named(table, &one), "drops it", &format!("makes it `{}`", says(&one)));
            }
            return None;
        }
        (None, Some(ours), Some(theirs)) => {
            if is_changed(&ours, &theirs) {
                let words = [&ours, &theirs].map(|column| format!("adds it as `{}`", says(column)));
                conflicts.between(&named(table, &ours), &words[0], &words[1]);
            }
            return Some(ours);
        }
        (Some(base), Some(ours), Some(theirs)) => (ours, theirs, base),
    };
    let mut merged = ours.clone();
    merged.docs = value(&base.docs, &ours.docs, &theirs.docs).0;
    merged.rust_type = value(&base.rust_type, &ours.rust_type, &theirs.rust_type).0;
    let mut differs = false;
    macro_rules! part {
        ($field:ident) => {{
            let (part, conflict) = value(&base.$field, &ours.$field, &theirs.$field);
            merged.$field = part;
            differs |= conflict;
        }};
    }
    part!(ty);
    part!(nullable);
    part!(not_null);
    part!(default);
    part!(collation);
    part!(generated);
    if differs {
        let words = [&ours, &theirs].map(|column| format!("makes it `{}`", says(column)));
        conflicts.between(&named(table, &ours), &words[0], &words[1]);
    }
    Some(merged)
}

/// Merges constraints or indexes: by their names or, where they have none, by what they say.
fn items<T: PartialEq + Clone>(
    kind: &str,
    table: &Name,
    [base, ours, theirs]: [&Vec<T>; 3],
    item: impl Fn(&T) -> Item,
    conflicts: &mut Conflicts,
) -> Vec<T> {
    let key = |it: &T| {
        let item = item(it);
        item.name().map_or_else(|| item.to_string(), Name::folded)
    };
    let mut keys: Vec<String> = Vec::new();
    for it in ours.iter().chain(theirs).chain(base) {
        let key = key(it);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let mut merged = Vec::new();
    for name in keys {
        let find = |list: &[T]| list.iter().find(|it| key(it) == name).cloned();
        let what = format!("{kind} `{name}` of table `{table}`");
        let says = |it: &T| item(it).to_string();
        merged.extend(whole(&what, find(base), find(ours), find(theirs), &says, conflicts));
    }
    merged
}

fn named(table: &Name, column: &Column) -> String {
    format!("column `{table}.{}`", column.name)
}

/// Whether they differ in what a database stores.
fn is_changed(a: &Column, b: &Column) -> bool {
    let plain = |column: &Column| Column { docs: Vec::new(), rust_type: None, name: Name::new("x"), ..column.clone() };
    plain(a) != plain(b)
}

fn is_alike(a: &Table, b: &Table) -> bool {
    let plain = |table: &Table| {
        let mut table = Table { docs: Vec::new(), rust_name: None, ..table.clone() };
        for column in &mut table.columns {
            (column.docs, column.rust_type) = (Vec::new(), None);
        }
        table
    };
    plain(a) == plain(b)
}

/// A column in the words of the language, without its name and its Rust type.
fn says(column: &Column) -> String {
    let plain = Column { name: Name::new("x"), docs: Vec::new(), rust_type: None, ..column.clone() };
    let text =
        print_model(&schema_core::model::Model::of_tables(vec![Table { columns: vec![plain], ..Table::new("t") }]));
    let line = text.lines().nth(1).unwrap_or_default().trim().trim_end_matches(',');
    line.strip_prefix("x ").unwrap_or(line).trim().to_owned()
}

/// A table in one line: its columns.
fn brief(table: &Table) -> String {
    let columns: Vec<String> = table.columns.iter().map(|column| format!("{} {}", column.name, says(column))).collect();
    format!("`{}`", columns.join(", "))
}
