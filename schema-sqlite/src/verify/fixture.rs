//! Rows for every table of a schema, made from its snapshot.
//!
//! Tables are filled in the order of their references, each row pointing at rows that are there; where
//! tables refer to each other in a circle, or to themselves, with nulls, or with the row's own key. SQLite
//! itself is asked whether a row passes its checks: one that does not is tried again with other values, also
//! with the constants of the check. What is left without its parent is taken out again at the end.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use schema_core::model::{Column, EnumType, ForeignKey, Model, Name, SqlToken, Table, Transition, Type};

use super::values::{Flavour, candidates, value};

/// How many rows and of what sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Everything that the schema allows.
    Full,
    /// One ordinary row a table.
    Single,
}

const FLAVOURS: [Flavour; 6] =
    [Flavour::Plain, Flavour::Null, Flavour::Most, Flavour::Least, Flavour::Odd, Flavour::Default];

/// How many other rows are tried where a check refuses one.
const ATTEMPTS: usize = 400;

/// Fills each table that is empty. Returns the tables for which no row was found, and why.
pub(super) fn fill(connection: &Connection, model: &Model, extent: Extent) -> rusqlite::Result<Vec<(Name, String)>> {
    let enforced: bool = connection.query_row("PRAGMA foreign_keys", [], |row| row.get(0))?;
    connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN")?;
    let filled = fill_all(connection, model, extent);
    connection.execute_batch(if filled.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    connection.execute_batch(if enforced { "PRAGMA foreign_keys = ON" } else { "PRAGMA foreign_keys = OFF" })?;
    filled
}

fn fill_all(connection: &Connection, model: &Model, extent: Extent) -> rusqlite::Result<Vec<(Name, String)>> {
    let mut wanting = Vec::new();
    let mut filled = Vec::new();
    for table in in_order(model) {
        if count(connection, &table.name)? > 0 {
            continue;
        }
        let flavours = match extent {
            Extent::Full => &FLAVOURS[..],
            Extent::Single => &FLAVOURS[..1],
        };
        let mut refused = None;
        for (at, flavour) in flavours.iter().enumerate() {
            if let Err(error) = add(connection, model, table, *flavour, at) {
                refused = Some(error.to_string());
            }
        }
        filled.push((table, refused));
    }
    for (table, _) in &filled {
        fit(connection, table);
    }
    prune(connection)?;
    for (table, refused) in filled {
        if count(connection, &table.name)? == 0 {
            let why = refused.unwrap_or_else(|| "its references have no row to point at".to_owned());
            wanting.push((table.name.clone(), why));
        }
    }
    Ok(wanting)
}

/// The tables, each after those that it refers to, as far as there is such an order.
fn in_order(model: &Model) -> Vec<&Table> {
    let mut left: Vec<&Table> = model.tables.iter().collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let waits = |table: &Table| {
            let mut parents = table.foreign_keys.iter().map(|key| &key.table);
            parents.any(|parent| !parent.same(&table.name) && left.iter().any(|other| other.name.same(parent)))
        };
        let next = left.iter().position(|table| !waits(table)).unwrap_or_default();
        order.push(left.remove(next));
    }
    order
}

/// Adds a row of this sort, or one that is like it and passes.
fn add(connection: &Connection, model: &Model, table: &Table, flavour: Flavour, at: usize) -> rusqlite::Result<()> {
    let columns: Vec<&Column> = table.columns.iter().filter(|column| is_given(table, column, flavour)).collect();
    let mut values: Vec<Value> = columns.iter().map(|column| initial(table, column, flavour, at)).collect();
    for key in &table.foreign_keys {
        point(connection, model, table, key, &columns, &mut values, flavour, at)?;
    }
    let first = match insert(connection, table, &columns, &values) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let is_reference =
        |column: &Column| table.foreign_keys.iter().any(|key| key.columns.iter().any(|name| name.same(&column.name)));
    let choices: Vec<Vec<Value>> = columns
        .iter()
        .zip(&values)
        .map(|(column, value)| {
            if is_reference(column) {
                return vec![value.clone()];
            }
            let mut choices = vec![value.clone()];
            choices.extend(named_in_checks(table, column));
            choices.extend(candidates(table, column, at));
            choices
        })
        .collect();
    // The numbers of a generator that is the same every time (Knuth's, MMIX).
    let mut state = 0x9e37_79b9_u64.wrapping_add(u64::try_from(at).unwrap_or_default());
    for _ in 0..ATTEMPTS {
        let picked: Vec<Value> = choices
            .iter()
            .map(|choices| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let place = usize::try_from(state >> 33).unwrap_or_default() % choices.len();
                choices[place].clone()
            })
            .collect();
        if insert(connection, table, &columns, &picked).is_ok() {
            return Ok(());
        }
    }
    Err(first)
}

/// Whether the row says a value for this column.
fn is_given(table: &Table, column: &Column, flavour: Flavour) -> bool {
    let is_key = table.primary_key.as_ref().is_some_and(|key| key.names().any(|name| name.same(&column.name)));
    column.generated.is_none() && (flavour != Flavour::Default || column.default.is_none() || is_key)
}

fn initial(table: &Table, column: &Column, flavour: Flavour, at: usize) -> Value {
    let is_last = table.primary_key.as_ref().is_some_and(|key| {
        key.autoincrement && key.names().any(|name| name.same(&column.name)) && flavour == Flavour::Most
    });
    // After the greatest key, `AUTOINCREMENT` takes no further row at all.
    value(table, column, if is_last { Flavour::Plain } else { flavour }, at)
}

/// Lets the columns of a reference name a row that is there.
#[allow(clippy::too_many_arguments, reason = "the row that is made, in pieces")]
fn point(
    connection: &Connection,
    model: &Model,
    table: &Table,
    key: &ForeignKey,
    columns: &[&Column],
    values: &mut [Value],
    flavour: Flavour,
    at: usize,
) -> rusqlite::Result<()> {
    let place = |name: &Name| columns.iter().position(|column| column.name.same(name));
    let Some(parent) = model.tables.iter().find(|parent| parent.name.same(&key.table)) else { return Ok(()) };
    if key.references.iter().any(|name| parent.column_named(name).is_none()) {
        return Ok(());
    }
    let places: Vec<Option<usize>> = key.columns.iter().map(place).collect();
    let nullable = |at: &Option<usize>| at.is_some_and(|at| columns[at].nullable);
    let rows = count(connection, &parent.name)?;
    if flavour == Flavour::Null && places.iter().any(nullable) || rows == 0 && places.iter().all(nullable) {
        for place in places.into_iter().flatten().filter(|place| columns[*place].nullable) {
            values[place] = Value::Null;
        }
        return Ok(());
    }
    let pointed: Vec<Value> = if rows > 0 {
        let names: Vec<String> = key.references.iter().map(Name::quoted).collect();
        let sql = format!("SELECT {} FROM main.{} LIMIT 1 OFFSET ?1", names.join(", "), parent.name.quoted());
        let offset = i64::try_from(at).unwrap_or_default() % rows;
        connection.query_row(&sql, [offset], |row| (0..names.len()).map(|at| row.get(at)).collect())?
    } else if parent.name.same(&table.name) {
        // The first row of a table that refers to itself refers to itself.
        let own = |name: &Name| place(name).map_or(Value::Null, |place| values[place].clone());
        key.references.iter().map(own).collect()
    } else {
        // What the parent's row will be, which is not there yet.
        let of = |name: &Name| parent.column_named(name).map_or(Value::Null, |it| initial(parent, it, flavour, at));
        key.references.iter().map(of).collect()
    };
    for (place, value) in places.into_iter().zip(pointed) {
        if let Some(place) = place {
            values[place] = value;
        }
    }
    Ok(())
}

fn insert(connection: &Connection, table: &Table, columns: &[&Column], values: &[Value]) -> rusqlite::Result<()> {
    let name = table.name.quoted();
    let sql = if columns.is_empty() {
        format!("INSERT INTO main.{name} DEFAULT VALUES")
    } else {
        let names: Vec<String> = columns.iter().map(|column| column.name.quoted()).collect();
        let marks = vec!["?"; names.len()];
        format!("INSERT INTO main.{name} ({}) VALUES ({})", names.join(", "), marks.join(", "))
    };
    connection.prepare_cached(&sql)?.execute(params_from_iter(values)).map(drop)
}

/// The constants of the checks that name this column, and their neighbours.
fn named_in_checks(table: &Table, column: &Column) -> Vec<Value> {
    let mut found = Vec::new();
    for check in &table.checks {
        let tokens: Vec<SqlToken<'_>> = check.expr.tokens().collect();
        let is_name = |token: &SqlToken<'_>| match token {
            SqlToken::Word(word) => Name::new(word.as_ref()).same(&column.name),
            _ => false,
        };
        if !tokens.iter().any(is_name) {
            continue;
        }
        for token in tokens {
            match token {
                SqlToken::Text(text) => {
                    found.push(Value::Text(text.trim_matches('\'').replace("''", "'")));
                }
                SqlToken::Number(digits) => {
                    if let Ok(number) = digits.parse::<i64>() {
                        found.extend([number, number.saturating_add(1), number.saturating_sub(1)].map(Value::Integer));
                        // A length that is asked for.
                        if let Ok(length @ 1..=64) = usize::try_from(number) {
                            found.extend(["a", "7"].map(|letter| Value::Text(letter.repeat(length))));
                        }
                    } else if let Ok(number) = digits.parse::<f64>() {
                        found.extend([number, number + 0.5, number - 0.5].map(Value::Real));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// Takes the rows out that a constraint of the model refuses which the database does not have yet.
fn fit(connection: &Connection, table: &Table) {
    let name = table.name.quoted();
    // What cannot be asked of this database is no constraint to it.
    for check in &table.checks {
        let _ = connection.execute_batch(&format!("DELETE FROM main.{name} WHERE NOT ({}\n)", check.expr));
    }
    let keys = table.uniques.iter().map(|unique| unique.columns.iter());
    let key = table.primary_key.iter().map(|key| key.columns.iter());
    let keys = keys.chain(key).map(|columns| columns.map(|column| column.name.quoted()).collect::<Vec<_>>());
    let unique_indexes =
        table.indexes.iter().filter(|index| index.unique && index.filter.is_none()).filter_map(|index| {
            let parts = index.parts.iter().map(|part| match &part.key {
                schema_core::model::IndexKey::Column(name) => Some(name.quoted()),
                schema_core::model::IndexKey::Expr(_) => None,
            });
            parts.collect::<Option<Vec<_>>>()
        });
    for columns in keys.chain(unique_indexes) {
        let (columns, nulls) = (columns.join(", "), columns.join(" IS NULL OR "));
        let sql = format!(
            "DELETE FROM main.{name} WHERE NOT ({nulls} IS NULL) AND rowid NOT IN \
             (SELECT min(rowid) FROM main.{name} GROUP BY {columns})"
        );
        if !table.without_rowid {
            let _ = connection.execute_batch(&sql);
        }
    }
}

/// Takes the rows out whose parent is not there, until there is none.
fn prune(connection: &Connection) -> rusqlite::Result<()> {
    const ROUNDS: usize = 100;
    for _ in 0..ROUNDS {
        // A reference to columns that are not unique cannot be checked at all.
        let Ok(mut statement) = connection.prepare("PRAGMA main.foreign_key_check") else { return Ok(()) };
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?)));
        let Ok(rows) = rows.and_then(|rows| rows.collect::<rusqlite::Result<Vec<_>>>()) else { return Ok(()) };
        if rows.is_empty() {
            return Ok(());
        }
        for (table, rowid) in rows {
            let table = Name::new(table).quoted();
            match rowid {
                Some(rowid) => connection.execute(&format!("DELETE FROM main.{table} WHERE rowid = ?1"), [rowid])?,
                None => connection.execute(&format!("DELETE FROM main.{table}"), [])?,
            };
        }
    }
    Ok(())
}

fn count(connection: &Connection, table: &Name) -> rusqlite::Result<i64> {
    connection.query_row(&format!("SELECT count(*) FROM main.{}", table.quoted()), [], |row| row.get(0))
}

/// A type whose values fit both that a column has and that it gets.
fn type_of_both(old: &Type, new: &Type, strict: bool) -> Type {
    match (old, new) {
        (Type::Enum(old), Type::Enum(new)) => {
            let both: Vec<String> = old.values.iter().filter(|value| new.has(value)).cloned().collect();
            Type::Enum(if both.is_empty() { old.clone() } else { Box::new(EnumType::new(old.name.clone(), both)) })
        }
        (Type::Enum(_), _) => old.clone(),
        (_, Type::Enum(_)) => new.clone(),
        _ if strict => old.clone(),
        _ => new.clone(),
    }
}

/// The model with what the next one asks of its rows as well: rows made from it fit both.
pub(super) fn ahead(model: &Model, next: &Model, transition: &Transition) -> Model {
    let mut ahead = model.clone();
    let table_before = |after: &Name| transition.table_before(after).unwrap_or(after).clone();
    for table in &mut ahead.tables {
        let Some(after) = next.tables.iter().find(|after| table_before(&after.name).same(&table.name)) else {
            continue;
        };
        let before = |column: &Name| transition.column_before(&after.name, column).unwrap_or(column).clone();
        for column in &mut table.columns {
            let Some(new) = after.columns.iter().find(|new| before(&new.name).same(&column.name)) else { continue };
            column.nullable &= new.nullable || transition.backfill(&after.name, &new.name).is_some();
            // What a cast makes of a text that is a value already is that value, as a rule.
            let is_text = matches!(column.ty, Type::Text | Type::Varchar(_) | Type::Char(_));
            let becomes_value = is_text && matches!(new.ty, Type::Enum(_));
            if transition.cast(&after.name, &new.name).is_none() || becomes_value {
                column.ty = type_of_both(&column.ty, &new.ty, table.strict);
            }
        }
        let has = |columns: &[Name]| columns.iter().all(|name| table.columns.iter().any(|it| it.name.same(name)));
        let mut keys = Vec::new();
        for key in &after.foreign_keys {
            let mut key = key.clone();
            let references = key.references.iter();
            let target = |name: &Name| transition.column_before(&key.table, name).unwrap_or(name).clone();
            key.references = references.map(target).collect();
            key.columns = key.columns.iter().map(before).collect();
            key.table = table_before(&key.table);
            if has(&key.columns) && !table.foreign_keys.contains(&key) {
                keys.push(key);
            }
        }
        table.foreign_keys.extend(keys);
        let columns = after.uniques.iter().map(|unique| &unique.columns);
        let columns = columns.chain(after.primary_key.iter().map(|key| &key.columns));
        for columns in columns {
            let names: Vec<Name> = columns.iter().map(|column| before(&column.name)).collect();
            if has(&names) {
                table.uniques.push(schema_core::model::Unique::new(None, names));
            }
        }
        // Checks and indexes are asked of the rows as they are written; what names a column that is not
        // there yet asks nothing.
        table.checks.extend(after.checks.iter().cloned());
        table.indexes.extend(after.indexes.iter().filter(|index| index.unique).cloned());
    }
    ahead
}
