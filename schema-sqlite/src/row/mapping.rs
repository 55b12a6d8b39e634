//! A struct's columns, and the text of each of its statements.

use std::fmt::Write as _;
use std::sync::OnceLock;

use super::texts::{Key, Text, Texts, What};
use super::unique::Places;
use super::{ColumnInfo, TableInfo, fail};
use crate::error::{Error, Kind, Result};

/// The place of a nested struct among a mapping's columns.
pub const NESTED: u16 = u16::MAX;

/// Which columns of which table a struct maps, in the order of its fields.
///
/// The derive emits one static a struct. Each statement's text is made at its first use, once.
#[derive(Debug)]
pub struct Mapping {
    table: &'static TableInfo,
    /// The places of the columns; [`NESTED`] is a struct in the struct.
    declared: &'static [u16],
    nested: &'static [fn() -> &'static Mapping],
    columns: OnceLock<Box<[u16]>>,
    select: OnceLock<String>,
    find: OnceLock<String>,
    list: OnceLock<Box<[OnceLock<String>]>>,
    insert: OnceLock<Write>,
    insert_returning_key: OnceLock<Write>,
    upsert: OnceLock<Write>,
    update: OnceLock<Write>,
    delete: OnceLock<Write>,
    delete_by_key: OnceLock<String>,
    reads: Texts<String>,
    writes: Texts<Write>,
    /// Whether a null is left to the database, where that has a default.
    leaves_out: bool,
}

/// A statement that takes values from a struct.
#[derive(Debug)]
pub(super) struct Write {
    pub(super) sql: String,
    /// For each mapped column its parameter; 0 where the statement does not take it.
    pub(super) parameters: Box<[usize]>,
    /// The mapped columns of the key, by which the row is found.
    pub(super) found_by: Box<[usize]>,
    /// Whether there is a column that does not take each value of its kind: most structs have none.
    pub(super) is_choosy: bool,
}

impl Mapping {
    /// A mapping of the columns at these places of the table.
    pub const fn new(table: &'static TableInfo, columns: &'static [u16]) -> Self {
        Self::with_nested(table, columns, &[])
    }

    /// A mapping of the columns at these places of the table, with a struct's own columns in each place
    /// that is [`NESTED`].
    pub const fn with_nested(
        table: &'static TableInfo,
        columns: &'static [u16],
        nested: &'static [fn() -> &'static Self],
    ) -> Self {
        Self {
            table,
            declared: columns,
            nested,
            columns: OnceLock::new(),
            select: OnceLock::new(),
            find: OnceLock::new(),
            list: OnceLock::new(),
            insert: OnceLock::new(),
            insert_returning_key: OnceLock::new(),
            upsert: OnceLock::new(),
            update: OnceLock::new(),
            delete: OnceLock::new(),
            delete_by_key: OnceLock::new(),
            reads: Texts::new(),
            writes: Texts::new(),
            leaves_out: false,
        }
    }

    /// A mapping of the columns at these places of the table, of which each that has a default is left to
    /// the database where it is null.
    pub const fn form(table: &'static TableInfo, columns: &'static [u16]) -> Self {
        let mut form = Self::with_nested(table, columns, &[]);
        form.leaves_out = true;
        form
    }

    pub(super) fn table(&self) -> &'static TableInfo {
        self.table
    }

    /// The places of all its columns, those of nested structs among them.
    #[inline]
    pub(super) fn columns(&self) -> &[u16] {
        if self.nested.is_empty() { self.declared } else { self.columns.get_or_init(|| self.unfold()) }
    }

    #[cold]
    fn unfold(&self) -> Box<[u16]> {
        let mut nested = self.nested.iter();
        let mut columns = Vec::new();
        for &column in self.declared {
            match nested.as_slice() {
                [mapping, ..] if column == NESTED => {
                    columns.extend_from_slice(mapping().columns());
                    nested.next();
                }
                _ => columns.push(column),
            }
        }
        columns.into()
    }

    /// How many columns there are.
    #[inline]
    pub(super) fn width(&self) -> usize {
        self.columns().len()
    }

    /// The mapped column at this place among the struct's.
    pub(super) fn column(&self, at: usize) -> Option<ColumnInfo> {
        self.columns().get(at).map(|&column| self.table.column(column))
    }

    /// Where the struct has the columns of the primary key; `None` if it lacks one of them, or the
    /// table has no key.
    pub(super) fn key(&self) -> Option<Vec<usize>> {
        let key = self.table.key_places();
        if key.is_empty() {
            return None;
        }
        key.iter().map(|place| self.columns().iter().position(|column| column == place)).collect()
    }

    pub(super) fn select(&self) -> &str {
        self.select.get_or_init(|| self.select_where(std::iter::empty()))
    }

    pub(super) fn find(&self) -> &str {
        self.find.get_or_init(|| {
            let mut sql = self.select_where(std::iter::empty());
            self.push_key(&mut sql, 1..);
            sql
        })
    }

    pub(super) fn list(&self, by: u16) -> &str {
        let texts = self.list.get_or_init(|| self.table.columns().map(|_| OnceLock::new()).collect());
        texts[usize::from(by)].get_or_init(|| self.select_where(std::iter::once(self.table.column(by))))
    }

    #[inline]
    pub(super) fn insert(&self) -> Result<&Write> {
        if let Some(insert) = self.insert.get() {
            return Ok(insert);
        }
        self.refuse_twice()?;
        Ok(self.insert.get_or_init(|| self.insert_text(0)))
    }

    #[inline]
    pub(super) fn insert_returning_key(&self) -> Result<&Write> {
        if let Some(insert) = self.insert_returning_key.get() {
            return Ok(insert);
        }
        self.refuse_twice()?;
        Ok(self.insert_returning_key.get_or_init(|| {
            let mut insert = self.insert_text(0);
            self.push_returning(&mut insert.sql, self.table.key_places());
            insert
        }))
    }

    /// Nested structs may have a column that another field has: it is read twice, and cannot be written.
    fn refuse_twice(&self) -> Result<()> {
        if self.nested.is_empty() {
            // The derive has looked.
            return Ok(());
        }
        let columns = self.columns();
        let is_twice = |(at, column): (usize, &u16)| columns[..at].contains(column).then_some(*column);
        match columns.iter().enumerate().find_map(is_twice) {
            Some(column) => Err(fail::twice(self.table, self.table.column(column).name())),
            None => Ok(()),
        }
    }

    pub(super) fn upsert(&self) -> Result<&Write> {
        if let Some(upsert) = self.upsert.get() {
            return Ok(upsert);
        }
        self.refuse_twice()?;
        let key = self.key().ok_or_else(|| self.lacks_key("upsert"))?;
        Ok(self.upsert.get_or_init(|| {
            let mut upsert = self.insert_text(0);
            let conflict = self.conflict(self.table.key_by());
            let set = list(self.written(0).filter(|(at, _)| !key.contains(at)).map(|(_, column)| {
                let name = quoted(column.name());
                format!("{name} = excluded.{name}")
            }));
            upsert.sql.push_str(&match set.as_str() {
                "" => format!(" ON CONFLICT ({conflict}) DO NOTHING"),
                set => format!(" ON CONFLICT ({conflict}) DO UPDATE SET {set}"),
            });
            upsert
        }))
    }

    pub(super) fn leaves_out(&self) -> bool {
        self.leaves_out
    }

    /// The rows with a unique's values.
    pub(super) fn find_by(&self, by: Places) -> Text<'_, String> {
        self.reads.get(Key { by, ..Key::new(What::Find) }, || {
            let mut sql = self.select_where(std::iter::empty());
            for (at, (column, collation)) in by.iter().enumerate() {
                self.push_where(&mut sql, at, (self.table.column(column), at + 1));
                // The values are compared as the unique does, whose index is of use only then.
                push_collation(&mut sql, collation);
            }
            sql
        })
    }

    /// Whether there is a row with the primary key.
    pub(super) fn exists(&self) -> Text<'_, String> {
        self.reads.get(Key::new(What::Exists), || {
            let mut sql = format!("SELECT EXISTS (SELECT 1 FROM {}", quoted(self.table.name()));
            self.push_key(&mut sql, 1..);
            sql.push(')');
            sql
        })
    }

    pub(super) fn count(&self) -> Text<'_, String> {
        self.reads.get(Key::new(What::Count), || format!("SELECT count(*) FROM {}", quoted(self.table.name())))
    }

    /// An insert without some columns, which tells some of what it wrote.
    pub(super) fn insert_form(&self, left_out: u128, returning: &'static [u16]) -> Text<'_, Write> {
        self.writes.get(Key { left_out, returning, ..Key::new(What::Insert) }, || {
            let mut insert = self.insert_text(left_out);
            self.push_returning(&mut insert.sql, returning);
            insert
        })
    }

    /// An insert without some columns that updates the row with the same primary key.
    pub(super) fn upsert_form(&self, left_out: u128) -> Result<Text<'_, Write>> {
        let key = self.table.key_places();
        if key.is_empty() || key.iter().any(|place| !self.columns().contains(place)) {
            return Err(self.lacks_key("upsert"));
        }
        self.upsert_by(self.table.key_by(), left_out)
    }

    /// An insert without some columns that updates the row with the same values of a unique, but for its
    /// primary key: the row stays the same row.
    pub(super) fn upsert_by(&self, by: Places, left_out: u128) -> Result<Text<'_, Write>> {
        self.refuse_twice()?;
        // What the database computes need not be said.
        let is_missing = |place: &&u16| !self.columns().contains(place) && !self.table.column(**place).is_generated();
        if let Some(&missing) = by.columns.iter().find(is_missing) {
            let (table, column) = (self.table.name(), self.table.column(missing).name());
            let message = format!(
                "cannot upsert a row of `{table}` that lacks the unique column `{table}.{column}`; give the struct a field for it"
            );
            return Err(Error::new(Kind::Unmapped, message));
        }
        Ok(self.writes.get(Key { by, left_out, ..Key::new(What::Upsert) }, || {
            let mut upsert = self.insert_text(left_out);
            if self.written(left_out).next().is_none()
                && let Some(word) = self.table.rowid_word()
            {
                // `DEFAULT VALUES` is followed by no `ON CONFLICT`; a rowid of null is one that SQLite chooses.
                upsert.sql = format!("INSERT INTO {} ({word}) VALUES (NULL)", quoted(self.table.name()));
            }
            let conflict = self.conflict(by);
            // What is the same to the unique may be written in other letters.
            let kept = |at: usize| {
                let place = self.columns()[at];
                let is_same = by.columns.contains(&place) && !by.is_collated(place);
                is_same || self.table.key_places().contains(&place)
            };
            let set = list(self.written(left_out).filter(|(at, _)| !kept(*at)).map(|(_, column)| {
                let name = quoted(column.name());
                if self.leaves_out && column.is_nullable() {
                    // A form has no word for null: it leaves the column as it is.
                    format!("{name} = coalesce(excluded.{name}, {})", self.qualified(column))
                } else {
                    format!("{name} = excluded.{name}")
                }
            }));
            upsert.sql.push_str(&match set.as_str() {
                "" => format!(" ON CONFLICT ({conflict}) DO NOTHING"),
                set => format!(" ON CONFLICT ({conflict}) DO UPDATE SET {set}"),
            });
            upsert
        }))
    }

    fn push_returning(&self, sql: &mut String, columns: &[u16]) {
        if !columns.is_empty() {
            sql.push_str(" RETURNING ");
            sql.push_str(&list(columns.iter().map(|&place| quoted(self.table.column(place).name()))));
        }
    }

    pub(super) fn update(&self) -> Result<&Write> {
        if let Some(update) = self.update.get() {
            return Ok(update);
        }
        self.refuse_twice()?;
        let key = self.key().ok_or_else(|| self.lacks_key("update"))?;
        if let Some(column) = self.computed_alone() {
            return Err(fail::computed(self.table, column));
        }
        Ok(self.update.get_or_init(|| {
            let parameters = self.parameters(0);
            let assign = |(at, column): (usize, ColumnInfo)| format!("{} = ?{}", quoted(column.name()), parameters[at]);
            let mut set = list(self.written(0).filter(|(at, _)| !key.contains(at)).map(assign));
            if set.is_empty() {
                // There is nothing to set but whether the row is there can still be told.
                set = list(self.written(0).filter(|(at, _)| key.contains(at)).map(assign));
            }
            let mut sql = format!("UPDATE {} SET {set}", quoted(self.table.name()));
            self.push_key(&mut sql, key.iter().map(|&at| parameters[at]));
            Write { sql, parameters, found_by: key.into(), is_choosy: self.is_choosy() }
        }))
    }

    pub(super) fn delete(&self) -> Result<&Write> {
        if let Some(delete) = self.delete.get() {
            return Ok(delete);
        }
        self.refuse_twice()?;
        let key = self.key().ok_or_else(|| self.lacks_key("delete"))?;
        Ok(self.delete.get_or_init(|| {
            let mut parameters = vec![0; self.columns().len()].into_boxed_slice();
            for (parameter, &at) in key.iter().enumerate() {
                parameters[at] = parameter + 1;
            }
            Write {
                sql: self.delete_by_key().to_owned(),
                parameters,
                found_by: key.into(),
                is_choosy: self.is_choosy(),
            }
        }))
    }

    pub(super) fn delete_by_key(&self) -> &str {
        self.delete_by_key.get_or_init(|| {
            let mut sql = format!("DELETE FROM {}", quoted(self.table.name()));
            self.push_key(&mut sql, 1..);
            sql
        })
    }

    fn is_choosy(&self) -> bool {
        self.columns()
            .iter()
            .map(|&place| self.table.column(place))
            .any(|column| column.is_small() || column.converts())
    }

    /// A column beside the key, if the database computes all of those. A struct of the key alone has none.
    fn computed_alone(&self) -> Option<&'static str> {
        let mut others = self.columns().iter().filter(|place| !self.table.key_places().contains(place));
        let first = self.table.column(*others.next()?);
        (first.is_generated() && others.all(|&place| self.table.column(place).is_generated())).then(|| first.name())
    }

    /// The mapped columns that are written, but for those left out, with their places in the struct.
    fn written(&self, left_out: u128) -> impl Iterator<Item = (usize, ColumnInfo)> {
        let columns = self.columns().iter().map(|&column| self.table.column(column));
        let is_left_out = move |at: usize| at < 128 && left_out >> at & 1 == 1;
        columns.enumerate().filter(move |(at, column)| !column.is_generated() && !is_left_out(*at))
    }

    /// One parameter for each column that is written, but for those left out.
    fn parameters(&self, left_out: u128) -> Box<[usize]> {
        let mut parameters = vec![0; self.columns().len()].into_boxed_slice();
        for (parameter, (at, _)) in self.written(left_out).enumerate() {
            parameters[at] = parameter + 1;
        }
        parameters
    }

    fn insert_text(&self, left_out: u128) -> Write {
        let table = quoted(self.table.name());
        let columns = list(self.written(left_out).map(|(_, column)| quoted(column.name())));
        let values = list(self.written(left_out).zip(1..).map(|(_, parameter)| format!("?{parameter}")));
        let sql = if columns.is_empty() {
            format!("INSERT INTO {table} DEFAULT VALUES")
        } else {
            format!("INSERT INTO {table} ({columns}) VALUES ({values})")
        };
        Write { sql, parameters: self.parameters(left_out), found_by: Box::default(), is_choosy: self.is_choosy() }
    }

    fn select_where(&self, by: impl Iterator<Item = ColumnInfo>) -> String {
        let columns = self.columns().iter().map(|&column| self.qualified(self.table.column(column)));
        let mut sql = format!("SELECT {} FROM {}", list(columns), quoted(self.table.name()));
        for (at, by) in by.zip(1..).enumerate() {
            self.push_where(&mut sql, at, by);
        }
        sql
    }

    fn push_where(&self, sql: &mut String, at: usize, (column, parameter): (ColumnInfo, usize)) {
        // `= NULL` is never true; `IS` finds nulls, by the index too.
        let operator = if column.is_nullable() { "IS" } else { "=" };
        self.push_by(sql, at, column, operator, parameter);
    }

    /// By the primary key: nulls are no key, since SQLite lets many rows have them.
    fn push_key(&self, sql: &mut String, parameters: impl Iterator<Item = usize>) {
        for (at, ((place, collation), parameter)) in self.table.key_by().iter().zip(parameters).enumerate() {
            self.push_by(sql, at, self.table.column(place), "=", parameter);
            push_collation(sql, collation);
        }
    }

    /// What is in conflict, as an upsert names it.
    fn conflict(&self, by: Places) -> String {
        list(by.iter().map(|(place, collation)| {
            let mut column = quoted(self.table.column(place).name());
            push_collation(&mut column, collation);
            column
        }))
    }

    fn push_by(&self, sql: &mut String, at: usize, column: ColumnInfo, operator: &str, parameter: usize) {
        let word = if at == 0 { "WHERE" } else { "AND" };
        // Writing to a `String` does not fail.
        let _ = write!(sql, " {word} {} {operator} ", self.qualified(column));
        let _ = match column.is_any_decimal() {
            false => write!(sql, "?{parameter}"),
            // The column makes no number of a text.
            true => write!(
                sql,
                "CASE WHEN ?{parameter} GLOB '*[^-+.0-9]*' THEN ?{parameter} ELSE CAST(?{parameter} AS NUMERIC) END"
            ),
        };
    }

    /// The column with its table. Bare, a column that the database lacks would be read as a string:
    /// `SELECT "missing"` is the text `missing` (<https://sqlite.org/quirks.html#dblquote>).
    fn qualified(&self, column: ColumnInfo) -> String {
        format!("{}.{}", quoted(self.table.name()), quoted(column.name()))
    }

    #[cold]
    fn lacks_key(&self, what: &str) -> Error {
        let table = self.table.name();
        let missing = self.table.key_places().iter().find(|place| !self.columns().contains(place));
        let message = match missing {
            Some(&place) => {
                let column = self.table.column(place).name();
                format!(
                    "cannot {what} a row of `{table}` that lacks the key column `{table}.{column}`; give the struct a field for it"
                )
            }
            None => {
                format!("cannot {what} a row of `{table}` by its key: the table has no primary key; declare one")
            }
        };
        Error::new(Kind::Unmapped, message)
    }
}

fn push_collation(sql: &mut String, collation: Option<&str>) {
    if let Some(name) = collation {
        sql.push_str(" COLLATE ");
        sql.push_str(&quoted(name));
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn list(items: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&item);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::info::{GENERATED, NULLABLE};
    use super::*;

    static TABLE: TableInfo = TableInfo::new(
        "order \"items\"",
        &[("order", 0), ("full", GENERATED), ("line no", 0), ("note", NULLABLE)],
        &[2, 0],
    );
    static WHOLE: Mapping = Mapping::new(&TABLE, &[0, 1, 2, 3]);
    static KEY_ONLY: Mapping = Mapping::new(&TABLE, &[0, 2]);
    static NO_KEY: Mapping = Mapping::new(&TABLE, &[3, 2]);

    #[test]
    fn reads_name_the_table_so_that_a_missing_column_is_never_a_string() {
        let columns = r#""order ""items"""."order", "order ""items"""."full", "order ""items"""."line no", "order ""items"""."note""#;
        assert_eq!(WHOLE.select(), format!(r#"SELECT {columns} FROM "order ""items""""#));
        assert_eq!(
            WHOLE.find(),
            format!(
                r#"SELECT {columns} FROM "order ""items""" WHERE "order ""items"""."line no" = ?1 AND "order ""items"""."order" = ?2"#
            )
        );
        assert_eq!(
            WHOLE.list(3),
            format!(r#"SELECT {columns} FROM "order ""items""" WHERE "order ""items"""."note" IS ?1"#)
        );
    }

    #[test]
    fn writes_leave_generated_columns_out() {
        let insert = WHOLE.insert().unwrap();
        assert_eq!(insert.sql, r#"INSERT INTO "order ""items""" ("order", "line no", "note") VALUES (?1, ?2, ?3)"#);
        assert_eq!(*insert.parameters, [1, 0, 2, 3]);
        let upsert = WHOLE.upsert().unwrap();
        assert!(upsert.sql.ends_with(r#" ON CONFLICT ("line no", "order") DO UPDATE SET "note" = excluded."note""#));
        let update = WHOLE.update().unwrap();
        assert_eq!(
            update.sql,
            r#"UPDATE "order ""items""" SET "note" = ?3 WHERE "order ""items"""."line no" = ?2 AND "order ""items"""."order" = ?1"#
        );
        let delete = WHOLE.delete().unwrap();
        assert_eq!(
            delete.sql,
            r#"DELETE FROM "order ""items""" WHERE "order ""items"""."line no" = ?1 AND "order ""items"""."order" = ?2"#
        );
        assert_eq!(*delete.parameters, [2, 0, 1, 0]);
        assert!(WHOLE.insert_returning_key().unwrap().sql.ends_with(r#" RETURNING "line no", "order""#));
    }

    #[test]
    fn a_struct_of_the_key_alone_upserts_by_doing_nothing() {
        assert!(KEY_ONLY.upsert().unwrap().sql.ends_with(r#" ON CONFLICT ("line no", "order") DO NOTHING"#));
        assert!(KEY_ONLY.update().unwrap().sql.contains(r#"SET "order" = ?1, "line no" = ?2 WHERE"#));
    }

    #[test]
    fn what_needs_the_key_says_which_column_is_not_mapped() {
        let error = NO_KEY.upsert().unwrap_err();
        assert!(error.is_unmapped());
        assert_eq!(
            error.to_string(),
            "cannot upsert a row of `order \"items\"` that lacks the key column `order \"items\".order`; give the struct a field for it"
        );
        assert!(NO_KEY.delete().is_err());
        assert!(NO_KEY.insert().unwrap().sql.contains("INSERT"));
    }

    #[test]
    fn a_look_up_by_a_unique_compares_as_it_does_and_goes_by_its_index() {
        use crate::row::Unique;

        static USERS: TableInfo = TableInfo::new("users", &[("email", 0), ("nick", NULLABLE), ("name", 0)], &[]);
        static USER: Mapping = Mapping::new(&USERS, &[0, 1, 2]);
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE users (email TEXT NOT NULL, nick TEXT COLLATE nocase, name TEXT NOT NULL,
                     UNIQUE (email COLLATE nocase));
                 CREATE UNIQUE INDEX i ON users (nick COLLATE binary, name);
                 CREATE UNIQUE INDEX j ON users (name, email);",
            )
            .unwrap();
        let email = Unique::<(), ()>::collated(&USERS, &[0], &["nocase"]);
        let both = Unique::<(), ()>::collated(&USERS, &[1, 2], &["binary", ""]);
        let name = Unique::<(), ()>::new(&USERS, &[2]);
        // Of the same column, and not the same.
        let bytes = Unique::<(), ()>::new(&USERS, &[0]);
        for (unique, by, plan) in [
            (
                email,
                r#""users"."email" = ?1 COLLATE "nocase""#,
                "SEARCH users USING INDEX sqlite_autoindex_users_1 (email=?)",
            ),
            (
                both,
                r#""users"."nick" IS ?1 COLLATE "binary" AND "users"."name" = ?2"#,
                "SEARCH users USING INDEX i (nick=? AND name=?)",
            ),
            (name, r#""users"."name" = ?1"#, "SEARCH users USING INDEX j (name=?)"),
            (bytes, r#""users"."email" = ?1"#, "SCAN users"),
        ] {
            let text = USER.find_by(unique.places());
            let text: &str = &text;
            assert!(text.ends_with(&format!(" WHERE {by}")), "{text}");
            let explain = format!("EXPLAIN QUERY PLAN {text}");
            let mut statement = connection.prepare(&explain).unwrap();
            let parameters = statement.parameter_count();
            let found: String =
                statement.query_row(rusqlite::params_from_iter(vec![""; parameters]), |row| row.get(3)).unwrap();
            assert_eq!(found, plan);
        }
        let upsert = USER.upsert_by(email.places(), 0).unwrap();
        assert!(
            upsert.sql.ends_with(
                r#" ON CONFLICT ("email" COLLATE "nocase") DO UPDATE SET "email" = excluded."email", "nick" = excluded."nick", "name" = excluded."name""#
            ),
            "{}",
            upsert.sql
        );
    }
}
