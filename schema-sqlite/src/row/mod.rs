//! Typed rows on SQLite: structs that read and write themselves.
//!
//! ```text
//!  schema!  ──►  pub struct Product { … }     a row, with #[derive(Table)]
//!           ──►  pub mod products { … }       its columns as constants, and the table's description
//!  you      ──►  struct ProductName { … }     a row of some of the columns, with #[derive(Table)]
//! ```
//!
//! [`Table`] is what a row can do; [`Column`] is a column as a value; [`Holds`] says which Rust types may
//! stand for which columns. What remains is for the generated code alone.
//!
//! [`Query`] asks for what one statement a struct does not: conditions, orders, pages, joins and
//! aggregates. What it has no word for is yours to ask with sea-query, to which a [`Column`] is an
//! identifier, or in SQL: [`sql`] reads the rows of any statement.
//!
//! # Cost
//!
//! One generic type carries a column's table and Rust type, and a struct has one impl; there is no type,
//! trait or impl a column. At run time a row costs what hand-written rusqlite with `prepare_cached` costs.

mod affinity;
mod digits;
mod enumeration;
mod fail;
mod holds;
mod info;
mod insert;
mod kept;
mod key;
mod lent;
mod loose;
mod mapping;
mod matches;
mod nested;
mod numbers;
mod query;
mod raw;
mod read;
mod select;
mod show;
mod table;
mod texts;
mod types;
mod unique;
mod unit;
mod write;
mod writer;

pub use enumeration::{Enum, NoValue};
pub use holds::{Field, Fits, GenericField, Holds};
pub use info::{ColumnInfo, TableInfo};
pub use insert::Insert;
pub use kept::AnyValue;
pub use key::{FromKey, NoKey};
pub use lent::{Lent, LentField};
pub use loose::{FromColumns, Loose, LooseIter, Piece, rows};
pub use matches::{KeyValue, Matches, PageValue, UniqueValue};
pub use nested::Nested;
pub use query::{
    Aggregate, Aggregates, Append, As, Column, ColumnValue, Computed, Condition, GroupBy, Grouped, Groups, HeldAgainst,
    InQuery, Increased, Joins, Nullable, Number, Order, Orders, Page, Part, Place, Query, Recast, Reference, Rows,
    Scoped, Searched, SelfReference, Set, Sets, Settable, Summed, TableQuery, Text, count,
};
#[cfg(feature = "sea-query")]
pub use query::{from_sea, rows_from_sea};
pub use raw::sql;
pub use read::Row;
pub use select::{Iter, Select};
pub use table::{RowIn, Table};
#[cfg(feature = "serde_json")]
pub use types::Json;
#[cfg(feature = "uuid")]
pub use types::UuidBytes;
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
pub use types::{Micros, Moment};
pub use types::{Store, Stored};
pub use unique::Unique;
pub use write::RowOf;

#[doc(hidden)]
pub use affinity::Reads;
/// The flags of a column in generated code.
#[doc(hidden)]
pub use info::{DECIMAL, DEFAULTED, GENERATED, NULLABLE, NUMERIC, REAL, ROWID, SMALL, TEXTUAL};
#[doc(hidden)]
pub use kept::Kept;
#[doc(hidden)]
pub use mapping::{Mapping, NESTED};
#[doc(hidden)]
pub use matches::Held;
#[doc(hidden)]
pub use show::{same_form, show, show_form};
#[doc(hidden)]
pub use writer::{Put, Writer};
