//! Running a query.

use std::fmt::Write as _;

use rusqlite::types::ToSqlOutput;
use rusqlite::{CachedStatement, Connection};

use super::super::{Mapping, Select, TableInfo, fail};
use super::expr::{Source, Token, values};
use super::rows::push_parts;
use super::{Query, Rows};
use crate::error::{Error, Kind, Result};

impl<R, S> Query<'_, R, S> {
    /// The tables with the names that they go by, in the order in which the rows have them.
    pub(super) fn sources(&self) -> impl Iterator<Item = Source> {
        std::iter::once(self.base).chain(self.joins.iter().map(|join| join.far))
    }

    /// `FROM … JOIN … WHERE …`
    pub(super) fn push_from(&self, out: &mut String) {
        out.push_str(" FROM ");
        self.base.push_declared(out);
        for join in &self.joins {
            join.push(out);
        }
        self.push_where(out);
    }

    pub(super) fn push_where(&self, out: &mut String) {
        if !self.filter.is_empty() {
            out.push_str(" WHERE ");
            self.filter.push(out);
        }
    }

    /// `ORDER BY … LIMIT … OFFSET …`
    pub(super) fn push_end(&self, out: &mut String, limit: Option<u64>) {
        for (place, by) in self.order.iter().enumerate() {
            out.push_str(if place == 0 { " ORDER BY " } else { ", " });
            by.push(out);
        }
        self.push_limit(out, limit);
    }

    pub(super) fn push_limit(&self, out: &mut String, limit: Option<u64>) {
        // SQLite counts in i64. Writing to a `String` does not fail.
        let most = i64::MAX as u64;
        match (limit, self.offset) {
            (None, 0) => {}
            (Some(limit), 0) => {
                let _ = write!(out, " LIMIT {}", limit.min(most));
            }
            (limit, offset) => {
                let _ = write!(out, " LIMIT {} OFFSET {}", limit.unwrap_or(most).min(most), offset.min(most));
            }
        }
    }

    pub(super) fn is_bounded(&self) -> bool {
        self.limit.is_some() || self.offset > 0
    }

    /// What the compiler cannot tell: that no table is there twice under one name, and that a page starts
    /// after a row of its own order.
    pub(super) fn check(&self) -> Result<()> {
        if let Some(why) = self.refused {
            return Err(Error::new(Kind::Unmapped, format!("the query of `{}` {why}", self.base.table.name())));
        }
        for (place, join) in self.joins.iter().enumerate() {
            if self.sources().take(place + 1).any(|source| source.is(join.far)) {
                let name = join.far.name();
                let message = format!(
                    "the query has the table `{name}` twice; give one an alias: `.join(reference.to_alias::<1>())`"
                );
                return Err(Error::new(Kind::Unmapped, message));
            }
        }
        Ok(())
    }

    fn select_parts(&self, parts: &[(&'static Mapping, bool)], limit: Option<u64>) -> String {
        let mut sql = String::with_capacity(1024);
        match parts {
            // The text of all rows is there, and only goes on.
            [(mapping, _)] if self.joins.is_empty() && !self.distinct => {
                sql.push_str(mapping.select());
                self.push_where(&mut sql);
            }
            parts => {
                sql.push_str(if self.distinct { "SELECT DISTINCT " } else { "SELECT " });
                push_parts(parts, &self.joins, self.base, &mut sql);
                self.push_from(&mut sql);
            }
        }
        self.push_end(&mut sql, limit);
        sql
    }

    /// Prepares the query of one table, for the columns of another struct.
    pub(in super::super) fn prepare_as<'c>(
        &self,
        connection: &'c Connection,
        mapping: &'static Mapping,
    ) -> Result<CachedStatement<'c>> {
        let sql = self.select_parts(&[(mapping, false)], self.limit);
        self.prepare_text(connection, &sql, &[], &[], "read")
    }

    /// Prepares the text and binds the values of the filter, then more of them.
    pub(super) fn prepare_text<'c>(
        &self,
        connection: &'c Connection,
        sql: &str,
        before: &[Token<'_>],
        after: &[Token<'_>],
        what: &str,
    ) -> Result<CachedStatement<'c>> {
        self.check()?;
        let table = self.base.table;
        let mut statement = connection.prepare_cached(sql).map_err(|error| fail::prepared(table, what, error))?;
        let held = values(before).chain(values(self.filter.tokens())).chain(values(after));
        for (place, value) in held.enumerate() {
            let value = value.map_err(fail::held)?;
            bind(&mut statement, place + 1, value, table, what)?;
        }
        Ok(statement)
    }

    /// The first value of the first row.
    fn scalar(&self, connection: &Connection, sql: &str) -> Result<i64> {
        let failed = |error| fail::statement(self.base.table, "read", error);
        let mut statement = self.prepare_text(connection, sql, &[], &[], "read")?;
        let mut rows = statement.raw_query();
        let row = rows.next().map_err(failed)?.ok_or(rusqlite::Error::QueryReturnedNoRows).map_err(failed)?;
        row.get(0).map_err(failed)
    }
}

fn bind(
    statement: &mut CachedStatement<'_>,
    place: usize,
    value: &ToSqlOutput<'_>,
    table: &TableInfo,
    what: &str,
) -> Result<()> {
    statement.raw_bind_parameter(place, value).map_err(|error| fail::statement(table, what, error))
}

impl<R: Rows, S> Query<'_, R, S> {
    /// The query as SQL, with `?` for each value.
    pub fn sql(&self) -> String {
        self.select_text(self.limit)
    }

    fn select_text(&self, limit: Option<u64>) -> String {
        self.select_parts(R::parts().as_ref(), limit)
    }

    /// Prepares the query, to read its rows one by one.
    ///
    /// # Errors
    ///
    /// When the statement cannot be prepared: the table is not there, say.
    pub fn select<'c>(&self, connection: &'c Connection) -> Result<Select<'c, R>> {
        self.select_with(connection, self.limit)
    }

    fn select_with<'c>(&self, connection: &'c Connection, limit: Option<u64>) -> Result<Select<'c, R>> {
        let statement = self.prepare_text(connection, &self.select_text(limit), &[], &[], "read")?;
        Ok(Select::new(statement, true))
    }

    /// All rows.
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its field.
    pub fn all(&self, connection: &Connection) -> Result<Vec<R>> {
        let mut select = self.select(connection)?;
        // What a page holds is known but for the last one; a vector that grows would be moved as often.
        let expected = self.limit.map_or(0, |limit| limit.min(256));
        let mut rows = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
        for row in select.iter() {
            rows.push(row?);
        }
        Ok(rows)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all).
    pub fn first(&self, connection: &Connection) -> Result<Option<R>> {
        self.select_with(connection, Some(self.limit.unwrap_or(1).min(1)))?.first()
    }

    /// The one row that there is.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all); and, told by [`is_not_one`](Error::is_not_one), when there is none or more
    /// than one.
    pub fn one(&self, connection: &Connection) -> Result<R> {
        let mut select = self.select_with(connection, Some(self.limit.unwrap_or(2).min(2)))?;
        let mut rows = select.iter();
        match (rows.next().transpose()?, rows.next().transpose()?) {
            (Some(row), None) => Ok(row),
            (None, _) => Err(fail::not_one(R::table(), "no row")),
            (Some(_), Some(_)) => Err(fail::not_one(R::table(), "more than one row")),
        }
    }

    /// Calls `each` with every row, one by one, as long as it returns `Ok`.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all), as `each`'s own error type, and what `each` returns.
    pub fn for_each<E: From<Error>>(
        &self,
        connection: &Connection,
        each: impl FnMut(R) -> Result<(), E>,
    ) -> Result<(), E> {
        self.select(connection)?.for_each(each)
    }

    /// How many rows there are.
    ///
    /// # Errors
    ///
    /// When SQLite fails.
    pub fn count(&self, connection: &Connection) -> Result<u64> {
        let mut sql = String::with_capacity(256);
        if self.distinct || self.is_bounded() {
            sql.push_str("SELECT count(*) FROM (");
            if self.distinct {
                sql.push_str(&self.select_text(self.limit));
            } else {
                sql.push_str("SELECT 1");
                self.push_from(&mut sql);
                self.push_limit(&mut sql, self.limit);
            }
            sql.push(')');
        } else {
            sql.push_str("SELECT count(*)");
            self.push_from(&mut sql);
        }
        self.scalar(connection, &sql).map(i64::unsigned_abs)
    }

    /// Whether there is a row.
    ///
    /// # Errors
    ///
    /// When SQLite fails.
    pub fn exists(&self, connection: &Connection) -> Result<bool> {
        let mut sql = String::with_capacity(256);
        sql.push_str("SELECT EXISTS (SELECT 1");
        self.push_from(&mut sql);
        self.push_limit(&mut sql, self.limit);
        sql.push(')');
        self.scalar(connection, &sql).map(|found| found != 0)
    }
}
