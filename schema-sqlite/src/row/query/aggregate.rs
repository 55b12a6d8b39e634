//! Aggregates, of all rows or of groups.

use std::fmt;
use std::marker::PhantomData;

use rusqlite::Connection;
use rusqlite::types::{FromSql, FromSqlError, ToSqlOutput, ValueRef};

use super::super::numbers::is_number;
use super::super::{Matches, fail};
use super::common::Common;
use super::expr::{Expr, Token};
use super::joined::Joined;
use super::scope::InQuery;
use super::{Condition, Order, Query};
use crate::error::{Error, Kind, Result};

/// A number made of many rows, from [`count`] or a column's [`sum`](super::Column::sum) and its kin.
///
/// `V` is its Rust type in a group of at least one row.
pub struct Aggregate<T, V> {
    expr: Expr,
    types: PhantomData<fn() -> (T, V)>,
}

impl<T, V> Aggregate<T, V> {
    pub(super) fn new(expr: Expr) -> Self {
        Self { expr, types: PhantomData }
    }

    /// It equals the value. `None` finds nulls.
    pub fn eq<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        // `= NULL` is never true; `IS` finds nulls.
        compare(self.expr, if self.expr.is_nullable() { " IS " } else { " = " }, value).null_is(" IS ")
    }

    /// It is another value. Null is another value than any other, so that what [`eq`](Self::eq) does
    /// not find is found.
    pub fn ne<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        compare(self.expr, " IS NOT ", value)
    }

    /// It is less than the value. Null is not.
    pub fn lt<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        compare(self.expr, " < ", value)
    }

    /// It is the value or less. Null is not.
    pub fn le<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        compare(self.expr, " <= ", value)
    }

    /// It is greater than the value. Null is not.
    pub fn gt<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        compare(self.expr, " > ", value)
    }

    /// It is the value or greater. Null is not.
    pub fn ge<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        compare(self.expr, " >= ", value)
    }

    /// The aggregate as one that may be null: of a table that was left-joined, and has no row in a group.
    pub fn optional(self) -> Aggregate<T, Option<V>> {
        Aggregate::new(self.expr)
    }

    /// Orders groups by it, from the least to the greatest.
    pub fn asc(self) -> Order<T, V> {
        Order::new(self.expr, false)
    }

    /// Orders groups by it, from the greatest to the least.
    pub fn desc(self) -> Order<T, V> {
        Order::new(self.expr, true)
    }
}

fn compare<'a, V, How, T>(expr: Expr, operator: &'static str, value: impl Matches<V, How> + 'a) -> Condition<'a, T> {
    let mut tokens = vec![Token::Expr(expr), Token::Text(operator)];
    value.hold(&mut |value| {
        let value = Token::held(expr, value);
        match conversion(expr, &value) {
            Some(cast) => tokens.extend([Token::Text("CAST("), value, Token::Text(cast)]),
            None => tokens.push(value),
        }
    });
    Condition::new(tokens)
}

/// What a column makes of a value that is compared with it, `min` and `max` of the column do not: they have no
/// affinity (<https://sqlite.org/datatype3.html#affinity_of_expressions>), and a number is less than any text.
fn conversion(expr: Expr, value: &Token<'_>) -> Option<&'static str> {
    let Expr::Call("min(" | "max(", source, column) = expr else { return None };
    let value = match value {
        Token::Value(ToSqlOutput::Borrowed(value)) => *value,
        Token::Value(ToSqlOutput::Owned(value)) => value.into(),
        _ => return None,
    };
    let column = source.table.column(column);
    match value {
        // A cast takes the number that a text begins with; a column, and a comparison with it, a whole one.
        ValueRef::Text(text) if column.is_numeric() && is_number(text) => Some(" AS NUMERIC)"),
        ValueRef::Integer(_) | ValueRef::Real(_) if column.is_textual() => Some(" AS TEXT)"),
        _ => None,
    }
}

impl<T, V> Clone for Aggregate<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V> Copy for Aggregate<T, V> {}

impl<T, V> fmt::Debug for Aggregate<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sql = String::new();
        self.expr.push(&mut sql);
        f.debug_tuple("Aggregate").field(&sql).finish()
    }
}

/// How many rows there are.
pub fn count() -> Aggregate<(), i64> {
    Aggregate::new(Expr::Count)
}

/// A column of numbers, which can be summed.
pub trait Number {
    /// The type of its sum: of at least one row, so that it is null for nulls alone.
    type Sum: FromSql;
    /// The type of its mean.
    type Mean: FromSql;
}

macro_rules! numbers {
    ($($number:ty: $sum:ty;)*) => {
        $(impl Number for $number {
            type Sum = $sum;
            type Mean = f64;
        })*
    };
}

numbers! {
    i16: i64;
    i32: i64;
    i64: i64;
    bool: i64;
    f64: f64;
}

impl<N: Number> Number for Option<N> {
    type Sum = Option<N::Sum>;
    type Mean = Option<N::Mean>;
}

/// One [`Aggregate`], or a tuple of up to six.
#[diagnostic::on_unimplemented(
    message = "the query cannot be asked for `{Self}`",
    label = "this is `{Self}`",
    note = "an aggregate is `count()`, or `sum`, `avg`, `min`, `max`, `count` of a column; or a tuple of up to six of them"
)]
pub trait Aggregates {
    /// The tables of their columns.
    type Tables;
    /// What they are read as.
    type Output;
    #[doc(hidden)]
    fn push(&self, exprs: &mut Vec<Expr>);
    #[doc(hidden)]
    fn read(row: &rusqlite::Row<'_>, next: &mut usize, asked: Asked<'_>) -> Result<Self::Output>;
}

/// What a row of aggregates has, by which failures are named: first what the rows of a group have in common.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    exprs: &'a [Expr],
    keys: usize,
}

pub(super) fn take<V: FromSql>(row: &rusqlite::Row<'_>, next: &mut usize, asked: Asked<'_>) -> Result<V> {
    let at = *next;
    *next += 1;
    let (found, read) = match row.get_ref(at) {
        Ok(found) => (found, V::column_result(found)),
        Err(error) => (ValueRef::Null, Err(FromSqlError::other(error))),
    };
    read.map_err(|error| misfit(row, asked, at, found, std::any::type_name::<V>(), error))
}

/// Nothing: the groups are told by what they have in common.
#[diagnostic::do_not_recommend]
impl Aggregates for () {
    type Tables = ();
    type Output = ();

    fn push(&self, _: &mut Vec<Expr>) {}

    fn read(_: &rusqlite::Row<'_>, _: &mut usize, _: Asked<'_>) -> Result<()> {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: FromSql> Aggregates for Aggregate<T, V> {
    type Tables = T;
    type Output = V;

    fn push(&self, exprs: &mut Vec<Expr>) {
        exprs.push(self.expr);
    }

    fn read(row: &rusqlite::Row<'_>, next: &mut usize, asked: Asked<'_>) -> Result<V> {
        take(row, next, asked)
    }
}

/// What groups have in common: a column, or a tuple of two or three.
#[diagnostic::on_unimplemented(
    message = "the query cannot be grouped by `{Self}`",
    label = "this is `{Self}`",
    note = "rows are grouped by a column, or a tuple of two or three"
)]
pub trait GroupBy {
    /// The tables of the columns.
    type Tables;
    /// What it is read as.
    type Output;
    #[doc(hidden)]
    fn push(&self, exprs: &mut Vec<Expr>);
    #[doc(hidden)]
    fn read(row: &rusqlite::Row<'_>, next: &mut usize, asked: Asked<'_>) -> Result<Self::Output>;
}

macro_rules! tuples {
    ($trait:ident: $($($part:ident $place:tt),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($part: $trait),+> $trait for ($($part,)+) {
                type Tables = ($($part::Tables,)+);
                type Output = ($($part::Output,)+);

                fn push(&self, exprs: &mut Vec<Expr>) {
                    $(self.$place.push(exprs);)+
                }

                fn read(row: &rusqlite::Row<'_>, next: &mut usize, asked: Asked<'_>) -> Result<Self::Output> {
                    Ok(($($part::read(row, next, asked)?,)+))
                }
            }
        )*
    };
}

tuples! { GroupBy:
    A 0, B 1;
    A 0, B 1, C 2;
}

tuples! { Aggregates:
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
}

impl<'a, R, S> Query<'a, R, S> {
    /// As [`aggregate`](Query::aggregate), which stands beside the query.
    pub(super) fn run_aggregate<A, At>(&self, connection: &Connection, aggregates: A) -> Result<Option<A::Output>>
    where
        A: Aggregates,
        A::Tables: InQuery<S, At>,
    {
        self.whole("an aggregate")?;
        let mut exprs = vec![Expr::Count];
        aggregates.push(&mut exprs);
        let mut sql = select(&exprs);
        self.push_from(&mut sql);
        let failed = |error| fail::statement(self.base.table, "read", error);
        let mut statement = self.prepare_text(connection, &sql, &[], &[], "read")?;
        let mut rows = statement.raw_query();
        match rows.next().map_err(failed)? {
            Some(row) if row.get::<_, i64>(0).map_err(failed)? > 0 => {
                A::read(row, &mut 1, Asked { exprs: &exprs, keys: 0 }).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// As [`group_by`](Query::group_by), which stands beside the query.
    pub(super) fn grouped_by<K, At>(self, key: K) -> Grouped<'a, R, S, K>
    where
        K: GroupBy,
        K::Tables: InQuery<S, At>,
    {
        Grouped { query: self, key }
    }

    /// Limits and orders are said of groups, not of the rows that they are made of.
    fn whole(&self, what: &str) -> Result<()> {
        if !self.is_bounded() && !self.distinct {
            return Ok(());
        }
        let message = format!(
            "{what} is of all rows of `{}` that the query finds; leave out `limit`, `offset` and `distinct`",
            self.base.table.name()
        );
        Err(Error::new(Kind::Unmapped, message))
    }
}

/// A query whose rows are grouped, from [`Query::group_by`].
#[must_use = "say what is asked of each group, `select(count())`, or read what they have in common: `all`"]
pub struct Grouped<'a, R, S, K> {
    query: Query<'a, R, S>,
    key: K,
}

impl<'a, R, S, K: GroupBy> Grouped<'a, R, S, K> {
    /// What is asked of each group: an aggregate, or a tuple of up to six.
    pub fn select<A, At>(self, aggregates: A) -> Groups<'a, R, S, K, A>
    where
        A: Aggregates,
        A::Tables: InQuery<S, At>,
    {
        let (mut exprs, mut keys) = (Vec::new(), Vec::new());
        self.key.push(&mut keys);
        exprs.extend(&keys);
        aggregates.push(&mut exprs);
        let mut query = self.query;
        let bounded = query.whole("a group").err().map(|error| error.to_string());
        query.limit = None;
        query.offset = 0;
        Groups { query, exprs, keys: keys.len(), having: Joined::nothing(), refused: bounded, types: PhantomData }
    }
}

/// Of groups of which nothing is asked: what they have in common.
impl<R, S, K: GroupBy> Grouped<'_, R, S, K> {
    /// What the groups have in common: each value that there is, once. What else is asked of a group goes into
    /// [`select`](Self::select) first.
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its type.
    pub fn all(self, connection: &Connection) -> Result<Vec<K::Output>> {
        let mut keys = Vec::new();
        self.select(()).for_each(connection, |key, ()| {
            keys.push(key);
            Ok::<_, Error>(())
        })?;
        Ok(keys)
    }
}

impl<R, S, K> fmt::Debug for Grouped<'_, R, S, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grouped").finish_non_exhaustive()
    }
}

/// Groups with what is asked of them, from [`Grouped::select`]. They come as pairs: what they have in
/// common, and the aggregates.
#[must_use = "groups are read when they are asked for: `all`"]
pub struct Groups<'a, R, S, K, A> {
    pub(super) query: Query<'a, R, S>,
    pub(super) exprs: Vec<Expr>,
    pub(super) keys: usize,
    pub(super) having: Joined<'a>,
    refused: Option<String>,
    types: PhantomData<fn() -> (K, A)>,
}

impl<'a, R, S, K, A> Groups<'a, R, S, K, A>
where
    K: GroupBy,
    A: Aggregates,
{
    /// The groups that fulfil the condition, which is on aggregates or on what the groups have in common: on
    /// another column it fails when it runs.
    pub fn having<T, At>(mut self, condition: Condition<'a, T>) -> Self
    where
        T: InQuery<S, At>,
    {
        self.having = self.having.join(" AND ", condition.into_parts());
        self
    }

    /// Orders the groups: by aggregates, or by what they have in common. By another column, of which a group
    /// has several values, it fails when it runs, with an error that [`is_unmapped`](Error::is_unmapped).
    pub fn order_by<O, At>(mut self, order: O) -> Self
    where
        O: super::Orders,
        O::Tables: InQuery<S, At>,
    {
        self.query = self.query.order_by(order);
        self
    }

    /// At most so many groups.
    pub fn limit(mut self, groups: u64) -> Self {
        self.query.limit = Some(groups);
        self
    }

    /// Leaves out the first so many groups.
    pub fn offset(mut self, groups: u64) -> Self {
        self.query.offset = groups;
        self
    }

    /// The query as SQL, with `?` for each value.
    pub fn sql(&self) -> String {
        let mut sql = select(&self.exprs);
        self.query.push_from(&mut sql);
        for (place, expr) in self.exprs[..self.keys].iter().enumerate() {
            sql.push_str(if place == 0 { " GROUP BY " } else { ", " });
            expr.push(&mut sql);
        }
        if !self.having.is_empty() {
            sql.push_str(" HAVING ");
            self.having.push(&mut sql);
        }
        self.query.push_end(&mut sql, self.query.limit);
        sql
    }

    pub(super) fn refuse(&self) -> Result<()> {
        match &self.refused {
            Some(why) => Err(Error::new(Kind::Unmapped, why.clone())),
            None => self.common(),
        }
    }

    /// What orders or chooses groups is one value in each of them. The compiler does not tell, since columns
    /// of a table are of one type.
    fn common(&self) -> Result<()> {
        let ordered = self.query.order.iter().map(|by| ("ordered by", by.expr));
        let chosen = self.having.tokens().iter().filter_map(|token| match token {
            Token::Expr(expr) => Some(("chosen by", *expr)),
            Token::Text(_) | Token::Value(_) | Token::Failed(_) => None,
        });
        let common = Common { keys: &self.exprs[..self.keys], joins: &self.query.joins };
        for (how, expr) in ordered.chain(chosen) {
            let Expr::Column(source, column) = expr else { continue };
            if !common.has(source, column) {
                let message = format!(
                    "groups of `{}` cannot be {how} `{expr}`, of which a group has many values; group by it, or ask for its `min()` or `max()`",
                    self.query.base.table.name()
                );
                return Err(Error::new(Kind::Unmapped, message));
            }
        }
        Ok(())
    }

    /// Calls `each` with every group, one by one, as long as it returns `Ok`.
    ///
    /// # Errors
    ///
    /// When SQLite fails or a value does not fit its type, as `each`'s own error type; and what `each`
    /// returns.
    pub fn for_each<E: From<Error>>(
        &self,
        connection: &Connection,
        mut each: impl FnMut(K::Output, A::Output) -> Result<(), E>,
    ) -> Result<(), E> {
        self.refuse()?;
        let table = self.query.base.table;
        let mut statement = self.query.prepare_text(connection, &self.sql(), &[], self.having.tokens(), "read")?;
        let mut rows = statement.raw_query();
        let asked = Asked { exprs: &self.exprs, keys: self.keys };
        while let Some(row) = rows.next().map_err(|error| fail::statement(table, "read", error))? {
            let mut next = 0;
            let key = K::read(row, &mut next, asked)?;
            let aggregates = A::read(row, &mut next, asked)?;
            each(key, aggregates)?;
        }
        Ok(())
    }

    /// All groups.
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its type.
    pub fn all(&self, connection: &Connection) -> Result<Vec<(K::Output, A::Output)>> {
        let mut groups = Vec::new();
        self.for_each(connection, |key, aggregates| {
            groups.push((key, aggregates));
            Ok::<_, Error>(())
        })?;
        Ok(groups)
    }
}

impl<R, S, K, A> fmt::Debug for Groups<'_, R, S, K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Groups").finish_non_exhaustive()
    }
}

fn select(exprs: &[Expr]) -> String {
    let mut sql = String::with_capacity(256);
    for (place, expr) in exprs.iter().enumerate() {
        sql.push_str(if place == 0 { "SELECT " } else { ", " });
        expr.push(&mut sql);
    }
    sql
}

#[cold]
fn misfit(
    row: &rusqlite::Row<'_>,
    asked: Asked<'_>,
    at: usize,
    found: ValueRef<'_>,
    type_name: &str,
    error: FromSqlError,
) -> Error {
    let expr = |at: usize| asked.exprs.get(at).map_or_else(String::new, |expr| format!("`{expr}`"));
    let mut place = expr(at);
    for key in 0..asked.keys {
        place.push_str(if key == 0 { " of the group with " } else { ", " });
        let value = row.get_ref(key).map_or_else(|_| String::new(), |value| fail::key_text(&[value]));
        place.push_str(&format!("{} `{value}`", expr(key)));
    }
    let mut message = fail::misfit(&place, found, "its type", type_name, &error);
    if found == ValueRef::Null {
        message.push_str("; where a left join may have no row, ask for it with `.optional()`");
    }
    Error::new(Kind::Value, message).caused_by(error)
}
