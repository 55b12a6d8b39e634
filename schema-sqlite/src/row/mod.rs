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
//! It is no query builder: `find`, `list`, `all` and the writes are one statement each. Anything else is
//! yours to ask with rusqlite, or with sea-query, to which a [`Column`] is an identifier.
//!
//! # Cost
//!
//! One generic type carries a column's table and Rust type, and a struct has one impl; there is no type,
//! trait or impl a column. At run time a row costs what hand-written rusqlite with `prepare_cached` costs.

mod column;
mod fail;
mod holds;
mod info;
mod key;
mod mapping;
mod matches;
mod read;
mod select;
mod show;
mod table;
mod writer;

pub use column::Column;
pub use holds::{Field, Holds};
pub use info::{ColumnInfo, TableInfo};
pub use key::{FromKey, NoKey};
pub use matches::Matches;
pub use read::Row;
pub use select::{Iter, Select};
pub use table::Table;

/// The flags of a column in generated code.
#[doc(hidden)]
pub use info::{DEFAULTED, GENERATED, NULLABLE, SMALL};
#[doc(hidden)]
pub use mapping::Mapping;
#[doc(hidden)]
pub use show::show;
#[doc(hidden)]
pub use writer::Writer;
