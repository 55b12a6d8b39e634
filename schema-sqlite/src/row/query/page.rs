//! Pages that go on where the one before ended, by what the database holds there.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::super::{ColumnInfo, fail};
use super::expr::{Expr, Token};
use super::joined::Joined;
use super::order::{self, By};
use super::rows::push_parts;
use super::{Query, Rows};
use crate::error::{Error, Kind, Result};

/// Some rows, and where the next ones begin, from [`Query::page`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<R> {
    /// The rows, of which there are no more than the query's limit.
    pub rows: Vec<R>,
    /// Where the next page begins; `None` where there is no further row, and of a query whose limit is 0.
    pub next: Option<Place>,
}

/// A place in an order, after a row: what the row had in the order's columns, as the database holds it.
///
/// As a text it may stand in a link or a file: [`Display`](fmt::Display) writes it, of letters, digits and dots alone,
/// and [`FromStr`] reads it. It holds values of the row, which whoever gets it can read.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Which order it is of.
    order: u32,
    values: Vec<Value>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = |f: &mut fmt::Formatter<'_>, bytes: &[u8]| bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"));
        write!(f, "o{:x}", self.order)?;
        for value in &self.values {
            f.write_char('.')?;
            match value {
                Value::Null => f.write_char('n')?,
                Value::Integer(number) => write!(f, "i{:x}", number.cast_unsigned())?,
                Value::Real(number) => write!(f, "r{:x}", number.to_bits())?,
                Value::Text(text) => {
                    f.write_char('t')?;
                    hex(f, text.as_bytes())?;
                }
                Value::Blob(bytes) => {
                    f.write_char('b')?;
                    hex(f, bytes)?;
                }
            }
        }
        Ok(())
    }
}

impl FromStr for Place {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.split('.');
        let order = parts.next().and_then(|order| order.strip_prefix('o')).and_then(number);
        let order = order.and_then(|order| u32::try_from(order).ok());
        let values: Option<Vec<Value>> = parts.map(value).collect();
        match (order, values) {
            (Some(order), Some(values)) => Ok(Self { order, values }),
            _ => Err(Error::new(Kind::Value, format!("`{}` is no place of a page", text.escape_debug()))),
        }
    }
}

fn value(text: &str) -> Option<Value> {
    let kind = text.chars().next()?;
    let rest = text.get(1..)?;
    let number = || number(rest);
    Some(match kind {
        'n' if rest.is_empty() => Value::Null,
        'i' => Value::Integer(number()?.cast_signed()),
        'r' => Value::Real(Some(f64::from_bits(number()?)).filter(|number| !number.is_nan())?),
        't' => Value::Text(String::from_utf8(bytes(rest)?).ok()?),
        'b' => Value::Blob(bytes(rest)?),
        _ => return None,
    })
}

fn number(hex: &str) -> Option<u64> {
    // A sign would be taken, too.
    let is_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(hex, 16).ok().filter(|_| is_hex)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

impl<R: Rows, S> Query<'_, R, S> {
    /// So many rows as the query's limit says, from the beginning or after a place, and the place where the next page
    /// begins.
    ///
    /// Rows that are even in the query's order come in the order of their keys, so that none is left out or there twice,
    /// however the database spells a value: a date with a `T` or without, a number as text. It costs the same for the
    /// thousandth page as for the first, given an index of the order's columns.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
    /// # }
    /// # use example::*;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use schema_sqlite::row::Table;
    /// # let connection = database()?;
    /// let products = Product::query().order_by(products::customer_id.desc()).limit(50);
    /// let mut page = products.page(&connection, None)?;
    /// while let Some(next) = page.next {
    ///     page = products.page(&connection, Some(&next))?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its field; and, told by [`is_unmapped`](Error::is_unmapped), when a
    /// table has no key that is never null, the place is of another order, or the query has an offset, is distinct or
    /// goes on after values of its own.
    pub fn page(&self, connection: &Connection, after: Option<&Place>) -> Result<Page<R>> {
        let order = self.total_order()?;
        let mut filter = self.filter.clone();
        if let Some(place) = after {
            if place.values.len() != order.len() || place.order != told(&order) {
                return Err(self.no_page("the place is one in another order; begin without one"));
            }
            let held = place.values.iter().map(|value| Token::Value(ToSqlOutput::Borrowed(value.into()))).collect();
            let tokens = order::after_tokens(&order, held, |expr| self.may_be_null(expr));
            filter = filter.join(" AND ", Joined::one(tokens));
        }
        let bounded = Query::<R, S> { filter, joins: self.joins.clone(), order, ..*self };
        bounded.read_page(connection)
    }

    fn read_page(&self, connection: &Connection) -> Result<Page<R>> {
        let mut sql = String::with_capacity(1024);
        sql.push_str("SELECT ");
        let first = push_parts(R::parts().as_ref(), &self.joins, self.base, &mut sql);
        for by in &self.order {
            sql.push_str(", ");
            by.expr.push(&mut sql);
        }
        self.push_from(&mut sql);
        // One more row tells whether there is a next page.
        self.push_end(&mut sql, self.limit.map(|limit| limit.saturating_add(1)));
        let table = self.base.table;
        let mut statement = self.prepare_text(connection, &sql, &[], &[], "read")?;
        let mut found = statement.raw_query();
        let expected = self.limit.map_or(0, |limit| limit.min(256));
        let mut rows = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
        let limit = self.limit.unwrap_or(u64::MAX);
        let mut next = None;
        while let Some(row) = found.next().map_err(|error| fail::statement(table, "read", error))? {
            if rows.len() as u64 == limit {
                return Ok(Page { rows, next });
            }
            let index = rows.len();
            rows.push(R::read_row(row, true).map_err(|mut error| {
                error.tell_row(index);
                error
            })?);
            if rows.len() as u64 == limit {
                let values = self.order.iter().zip(first..).map(|(by, at)| held(row, at, by));
                next = Some(Place { order: told(&self.order), values: values.collect::<Result<_>>()? });
            }
        }
        Ok(Page { rows, next: None })
    }

    /// The order, in which no two rows are even: it ends with the tables' keys.
    fn total_order(&self) -> Result<Vec<By>> {
        if self.offset > 0 || self.distinct || self.refused.is_some() || self.pages {
            let why = "a page is told by its place alone; leave out `offset`, `distinct` and `after`";
            return Err(self.no_page(why));
        }
        let mut order = self.order.clone();
        for source in self.sources() {
            let table = source.table;
            if table.key().len() == 0 || table.key().any(ColumnInfo::is_nullable) {
                let why = format!(
                    "no key tells the rows of `{}` apart; declare a primary key that is never null",
                    table.name()
                );
                return Err(self.no_page(&why));
            }
            for (column, collation) in table.key_by().iter() {
                // Rows that are even in a column may be of two keys, where the key compares by another collation.
                let is_same = |by: &By| matches!(by.expr, Expr::Column(own, at) if own.is(source) && at == column);
                let is_same = |by: &By| collation.is_none() && is_same(by);
                if !order.iter().any(is_same) {
                    // As the order ends, so that an index of its columns serves it all.
                    let descending = order.last().is_some_and(|by| by.descending);
                    order.push(By { expr: Expr::compared(source, column, collation), descending, nulls_first: None });
                }
            }
        }
        Ok(order)
    }

    #[cold]
    fn no_page(&self, why: &str) -> Error {
        Error::new(Kind::Unmapped, format!("cannot page through `{}`: {why}", self.base.table.name()))
    }
}

/// The order as a number, which is that of another order once in thousands of millions: FNV-1a, the same in every build
/// (<https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>).
fn told(order: &[By]) -> u32 {
    let mut sql = String::with_capacity(64 * order.len());
    for by in order {
        by.expr.push(&mut sql);
        sql.push_str(if by.descending { " DESC" } else { " ASC" });
        sql.push_str(if by.nulls_come_first() { " FIRST," } else { " LAST," });
    }
    sql.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What a row has in a column of the order.
fn held(row: &rusqlite::Row<'_>, at: usize, by: &By) -> Result<Value> {
    let found = row.get_ref(at).unwrap_or(ValueRef::Null);
    Value::try_from(found).map_err(|error| {
        let place = format!("`{}`", by.expr);
        Error::new(Kind::Value, fail::misfit(&place, found, "a page's place", "String", &error)).caused_by(error)
    })
}
