//! Changing the rows that a query finds.

use std::fmt;
use std::marker::PhantomData;

use rusqlite::Connection;

use super::super::{ColumnInfo, Matches, Table, fail};
use super::expr::{Expr, Source, Token, push_quoted, push_tokens};
use super::fits::Sets;
use super::{Query, set};
use crate::error::Result;

/// A column's new value, from [`Column::set`](super::Column::set), for [`Query::update`].
#[must_use = "it does nothing until a query is updated with it"]
pub struct Set<'a, T> {
    column: u16,
    tokens: Vec<Token<'a>>,
    of: PhantomData<fn() -> T>,
}

impl<'a, T> Set<'a, T> {
    /// The column of this place, to the value.
    pub(super) fn to_value<V, How>(table: Source, column: u16, value: impl Matches<V, How> + 'a) -> Self {
        let mut tokens = Vec::with_capacity(1);
        // A number that is too long is told by its text, which is not there any more once it is a number.
        value.hold(&mut |value| tokens.push(set::checked(table, column, value)));
        Self::to(column, tokens)
    }

    /// The column of this place, to what the tokens say.
    pub(super) fn to(column: u16, tokens: Vec<Token<'a>>) -> Self {
        Set { column, tokens, of: PhantomData }
    }
}

/// One change alone, for [`Query::update`].
impl<'a, T> IntoIterator for Set<'a, T> {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

impl<T> Clone for Set<'_, T> {
    fn clone(&self) -> Self {
        Self { column: self.column, tokens: self.tokens.clone(), of: PhantomData }
    }
}

impl<T> fmt::Debug for Set<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sql = String::new();
        push_tokens(&self.tokens, &mut sql);
        f.debug_struct("Set").field("column", &self.column).field("to", &sql).finish()
    }
}

/// Changes, of the rows of one table.
impl<'a, R: Table> Query<'a, R, (R::Declared, ())> {
    /// As [`update`](Query::update), which stands beside the query, for the compiler tells where a bound is.
    pub(super) fn run_update<I>(&self, connection: &Connection, sets: I) -> Result<usize>
    where
        I: IntoIterator,
        I::Item: Sets<'a, R::Declared>,
    {
        let mut sql = String::with_capacity(256);
        sql.push_str("UPDATE ");
        self.base.push_declared(&mut sql);
        let mut values = Vec::new();
        for (place, set) in sets.into_iter().map(Sets::into_set).enumerate() {
            sql.push_str(if place == 0 { " SET " } else { ", " });
            push_quoted(&mut sql, self.base.table.column(set.column).name());
            sql.push_str(" = ");
            push_tokens(&set.tokens, &mut sql);
            values.extend(set.tokens);
        }
        if values.is_empty() {
            return Ok(0);
        }
        set::refuse(&values)?;
        self.push_which(&mut sql)?;
        self.execute(connection, &sql, &values, "update")
    }

    /// Deletes the rows that the query finds; without a filter, all of them. Returns how many there were.
    ///
    /// # Errors
    ///
    /// When a constraint forbids it, or SQLite fails; with a limit, as [`update`](Self::update). No row is
    /// deleted then.
    pub fn delete(&self, connection: &Connection) -> Result<usize> {
        let mut sql = String::with_capacity(256);
        sql.push_str("DELETE FROM ");
        self.base.push_declared(&mut sql);
        self.push_which(&mut sql)?;
        self.execute(connection, &sql, &[], "delete from")
    }

    /// The rows that are changed. SQLite's own `UPDATE … LIMIT` is not in every build.
    fn push_which(&self, sql: &mut String) -> Result<()> {
        if !self.is_bounded() {
            self.push_where(sql);
            return Ok(());
        }
        let table = self.base.table;
        // A key that may be null tells no rows apart, and `IN` finds no null. A table with such a key has a
        // rowid, as one without a key has.
        let rowid = match table.key().len() > 0 && !table.key().any(ColumnInfo::is_nullable) {
            true => None,
            false => Some(table.rowid_word().ok_or_else(|| fail::no_rowid(table))?),
        };
        let push_key = |sql: &mut String| match rowid {
            Some(word) => {
                self.base.push_name(sql);
                sql.push('.');
                sql.push_str(word);
            }
            None => {
                for (place, (column, collation)) in table.key_by().iter().enumerate() {
                    if place > 0 {
                        sql.push_str(", ");
                    }
                    Expr::compared(self.base, column, collation).push(sql);
                }
            }
        };
        sql.push_str(" WHERE (");
        push_key(sql);
        sql.push_str(") IN (SELECT ");
        push_key(sql);
        self.push_from(sql);
        self.push_end(sql, self.limit);
        sql.push(')');
        Ok(())
    }

    fn execute(&self, connection: &Connection, sql: &str, before: &[Token<'_>], what: &str) -> Result<usize> {
        let mut statement = self.prepare_text(connection, sql, before, &[], what)?;
        statement.raw_execute().map_err(|error| fail::statement(self.base.table, what, error))
    }
}
