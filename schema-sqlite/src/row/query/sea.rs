//! Queries as statements of sea-query, and statements of sea-query with typed rows.

use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, Value as Held, ValueRef};
use sea_query::{
    Alias, ColumnRef, Expr as SeaExpr, IntoColumnRef as _, IntoIden as _, IntoTableRef as _, JoinType, NullOrdering,
    Order as SeaOrder, QueryStatementWriter, SelectStatement, SqliteQueryBuilder, TableRef, Value,
};

use super::super::{Loose, Select, fail, rows};
use super::expr::{Expr, Source, Token};
use super::joined::Joined;
use super::order::By;
use super::{Aggregates, Condition, GroupBy, Groups, Query, Rows};
use crate::error::{Error, Kind, Result};

impl Source {
    fn table_ref(self) -> TableRef {
        let table = self.table.name().into_table_ref();
        if self.alias == 0 { table } else { table.alias(Alias::new(self.name())) }
    }

    fn column_ref(self, column: u16) -> ColumnRef {
        (Alias::new(self.name()).into_iden(), self.table.column(column).name()).into_column_ref()
    }
}

impl Expr {
    fn to_sea(self) -> SeaExpr {
        match self {
            Self::Column(source, column) => SeaExpr::col(source.column_ref(column)),
            other => {
                let mut sql = String::new();
                other.push(&mut sql);
                SeaExpr::cust(sql)
            }
        }
    }
}

/// The name of the column that tells a row of nulls from no row.
const MARK: &str = "frostline#is_there";

impl<R: Rows, S> Query<'_, R, S> {
    /// The query as a statement of sea-query, to go on with in its words.
    ///
    /// Its columns are those of `R`, in the order of the fields, and after those of an `Option` one more,
    /// which tells a row of nulls from no row: keep them, and [`from_sea`] reads the rows.
    ///
    /// # Errors
    ///
    /// When a value of a condition is none that SQLite has.
    pub fn to_sea(&self) -> Result<SelectStatement> {
        self.check()?;
        let mut select = SelectStatement::new();
        for (place, ((mapping, optional), source)) in R::parts().as_ref().iter().zip(self.sources()).enumerate() {
            select.columns(mapping.columns().iter().map(|&column| source.column_ref(column)));
            let mark = place.checked_sub(1).and_then(|join| self.joins[join].mark());
            if let (true, Some(column)) = (*optional, mark) {
                select.expr_as(SeaExpr::col(source.column_ref(column)), Alias::new(MARK));
            }
        }
        self.sea_from(&mut select)?;
        for by in &self.order {
            by.push_sea(&mut select);
        }
        if self.distinct {
            select.distinct();
        }
        self.sea_limit(&mut select);
        Ok(select)
    }
}

impl By {
    fn push_sea(self, select: &mut SelectStatement) {
        let order = if self.descending { SeaOrder::Desc } else { SeaOrder::Asc };
        match self.nulls_first {
            Some(true) => select.order_by_expr_with_nulls(self.expr.to_sea(), order, NullOrdering::First),
            Some(false) => select.order_by_expr_with_nulls(self.expr.to_sea(), order, NullOrdering::Last),
            None => select.order_by_expr(self.expr.to_sea(), order),
        };
    }
}

impl Joined<'_> {
    /// As one expression, with its values.
    fn to_sea(&self) -> Result<SeaExpr> {
        let mut sql = String::new();
        self.push(&mut sql);
        if self.is_several() {
            sql = format!("({sql})");
        }
        let values = self.tokens().iter().filter_map(|token| match token {
            Token::Value(value) => Some(to_sea(value)),
            Token::Failed(why) => Some(Err(fail::held(why))),
            Token::Text(_) | Token::Expr(_) => None,
        });
        Ok(SeaExpr::cust_with_values(sql, values.collect::<Result<Vec<Value>>>()?))
    }
}

impl<T> Condition<'_, T> {
    /// The condition as an expression of sea-query, for a statement that is built by it: an update, a delete, a query of
    /// a query. Columns are named with their tables.
    ///
    /// # Errors
    ///
    /// When a value of it is none that SQLite has.
    pub fn to_sea(&self) -> Result<SeaExpr> {
        self.parts().to_sea()
    }
}

impl<R, S, K: GroupBy, A: Aggregates> Groups<'_, R, S, K, A> {
    /// The groups as a statement of sea-query, to go on with in its words. Its columns are what the groups have in
    /// common and then the aggregates: [`rows_from_sea`] reads them, as a tuple of values.
    ///
    /// # Errors
    ///
    /// As those of [`all`](Self::all), but for what the database says; and when a value of a condition is none that
    /// SQLite has.
    pub fn to_sea(&self) -> Result<SelectStatement> {
        self.refuse()?;
        let Self { query, exprs, keys, having, .. } = self;
        query.check()?;
        let mut select = SelectStatement::new();
        select.exprs(exprs.iter().map(|expr| expr.to_sea()));
        query.sea_from(&mut select)?;
        select.add_group_by(exprs[..*keys].iter().map(|expr| expr.to_sea()));
        if !having.is_empty() {
            select.and_having(having.to_sea()?);
        }
        for by in &query.order {
            by.push_sea(&mut select);
        }
        query.sea_limit(&mut select);
        Ok(select)
    }
}

impl<R, S> Query<'_, R, S> {
    fn sea_limit(&self, select: &mut SelectStatement) {
        // SQLite counts in i64.
        let most = i64::MAX as u64;
        if let Some(limit) = self.limit {
            select.limit(limit.min(most));
        }
        if self.offset > 0 {
            select.limit(self.limit.unwrap_or(most).min(most)).offset(self.offset.min(most));
        }
    }

    /// The tables and the filter.
    fn sea_from(&self, select: &mut SelectStatement) -> Result<()> {
        select.from(self.base.table_ref());
        for join in &self.joins {
            let mut on = String::new();
            join.push_on(&mut on);
            let how = if join.left { JoinType::LeftJoin } else { JoinType::InnerJoin };
            select.join(how, join.far.table_ref(), SeaExpr::cust(on));
        }
        if !self.filter.is_empty() {
            select.and_where(self.filter.to_sea()?);
        }
        Ok(())
    }
}

/// A statement of sea-query, whose rows are read as `R`: by position, in the order of the struct's fields,
/// as [`sql`](super::super::sql) reads them. An `Option` of a statement of [`Query::to_sea`] is `None` where no
/// row joined; of another statement, where all of its columns are null.
///
/// ```
/// # mod example {
/// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
/// # }
/// # use example::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let connection = database()?;
/// use schema_sqlite::row::{Table, from_sea};
/// use schema_sqlite::sea_query::{Expr, ExprTrait};
///
/// let mut select = Product::query().filter(products::customer_id.eq(5)).to_sea()?;
/// select.and_where(Expr::cust("json_array_length(data)").gt(2));
/// let found = from_sea::<Product>(&connection, &select)?.all()?;
/// # assert!(found.is_empty());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As those of [`sql`](super::super::sql); and when SQLite has none of a value's type.
pub fn from_sea<'c, R: Rows>(
    connection: &'c Connection,
    statement: &impl QueryStatementWriter,
) -> Result<Select<'c, R>> {
    let (sql, values) = statement.build_any(&SqliteQueryBuilder);
    let values = values.0.into_iter().map(from_value).collect::<Result<Vec<Held>>>()?;
    super::super::raw::marked(connection, &sql, rusqlite::params_from_iter(values), Some(MARK))
}

/// A statement of sea-query, whose rows are read as values, structs and tuples of them, as [`rows`](super::super::rows)
/// reads them.
///
/// # Errors
///
/// As those of [`rows`](super::super::rows); and when SQLite has none of a value's type.
pub fn rows_from_sea<'c, T>(connection: &'c Connection, statement: &impl QueryStatementWriter) -> Result<Loose<'c, T>> {
    let (sql, values) = statement.build_any(&SqliteQueryBuilder);
    let values = values.0.into_iter().map(from_value).collect::<Result<Vec<Held>>>()?;
    rows(connection, &sql, rusqlite::params_from_iter(values))
}

fn to_sea(value: &ToSqlOutput<'_>) -> Result<Value> {
    let value = match value {
        ToSqlOutput::Borrowed(value) => *value,
        ToSqlOutput::Owned(value) => value.into(),
        _ => return Err(Error::new(Kind::Value, "a value of several values cannot be handed to sea-query")),
    };
    Ok(match value {
        ValueRef::Null => Value::String(None),
        ValueRef::Integer(number) => Value::BigInt(Some(number)),
        ValueRef::Real(number) => Value::Double(Some(number)),
        ValueRef::Text(text) => Value::String(Some(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Blob(bytes) => Value::Bytes(Some(bytes.to_vec())),
    })
}

fn from_value(value: Value) -> Result<Held> {
    fn or_null<T>(value: Option<T>, held: impl FnOnce(T) -> Held) -> Held {
        value.map_or(Held::Null, held)
    }
    Ok(match value {
        Value::Bool(value) => or_null(value, |value| Held::Integer(value.into())),
        Value::TinyInt(value) => or_null(value, |value| Held::Integer(value.into())),
        Value::SmallInt(value) => or_null(value, |value| Held::Integer(value.into())),
        Value::Int(value) => or_null(value, |value| Held::Integer(value.into())),
        Value::BigInt(value) => or_null(value, Held::Integer),
        Value::TinyUnsigned(value) => or_null(value, |value| Held::Integer(value.into())),
        Value::SmallUnsigned(value) => or_null(value, |value| Held::Integer(value.into())),
        Value::Unsigned(value) => or_null(value, |value| Held::Integer(value.into())),
        Value::BigUnsigned(None) => Held::Null,
        Value::BigUnsigned(Some(value)) => match i64::try_from(value) {
            Ok(value) => Held::Integer(value),
            Err(error) => {
                let message = format!("a value of the statement, {value}, is more than SQLite's whole numbers hold");
                return Err(Error::new(Kind::Value, message).caused_by(error));
            }
        },
        Value::Float(value) => or_null(value, |value| Held::Real(value.into())),
        Value::Double(value) => or_null(value, Held::Real),
        Value::String(value) => or_null(value, Held::Text),
        Value::Char(value) => or_null(value, |value| Held::Text(value.to_string())),
        Value::Bytes(value) => or_null(value, Held::Blob),
        #[allow(unreachable_patterns, reason = "sea-query has more values with more features")]
        other => {
            let message = format!("SQLite has no value of the type of {other:?}; write it as text, a number or bytes");
            return Err(Error::new(Kind::Value, message));
        }
    })
}
