#![doc = include_str!("../README.md")]

pub use schema_core::history::History;
pub use schema_macros::{Table, schema};
pub use schema_sqlite::row::{
    Aggregate, Aggregates, AnyValue, Append, As, Column, ColumnInfo, ColumnValue, Computed, Condition, Enum, Field,
    Fits, FromColumns, FromKey, GenericField, GroupBy, Grouped, Groups, HeldAgainst, Holds, InQuery, Increased, Insert,
    Joins, KeyValue, Lent, LentField, Loose, Matches, Nested, NoKey, NoValue, Nullable, Number, Order, Orders, Page,
    PageValue, Part, Piece, Place, Query, Recast, Reference, Row, RowIn, RowOf, Rows, Scoped, Searched, Select,
    SelfReference, Set, Sets, Settable, Store, Stored, Summed, Table, TableInfo, TableQuery, Text, Unique, UniqueValue,
    count, rows, sql,
};
pub use schema_sqlite::verify;
pub use schema_sqlite::{
    Applied, AppliedRevision, Difference, DryRevision, DryRun, Error, Progress, Report, Stamping, Upgrade, applied,
    back, backup, current, downgrade_one, has_history, restore, stamp,
};

#[cfg(feature = "serde_json")]
pub use schema_sqlite::row::Json;
#[cfg(feature = "uuid")]
pub use schema_sqlite::row::UuidBytes;
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
pub use schema_sqlite::row::{Micros, Moment};
#[cfg(feature = "sea-query")]
pub use schema_sqlite::row::{from_sea, rows_from_sea};
pub use schema_sqlite::rusqlite;
#[cfg(feature = "sea-query")]
pub use schema_sqlite::sea_query;

/// What a module that works with rows has in scope: `use frostline::prelude::*;`.
///
/// The traits by which rows, forms and structs that borrow read and write themselves, with the derive of the first, and
/// `count()`. What a declaration calls the same goes first.
///
/// ```
/// use frostline::prelude::*;
/// use frostline::rusqlite::Connection;
///
/// fn busy(connection: &Connection) -> Result<u64, frostline::Error> {
///     schemas::Product::query().filter(schemas::products::customer_id.eq(5)).count(connection)
/// }
/// ```
pub mod prelude {
    pub use schema_macros::Table;
    pub use schema_sqlite::row::{Enum, Insert, Lent, Table, count};
}

/// The checks of a history, a test each, from one line.
///
/// The path is that of a module with a `HISTORY`: the one that `schema!` stands in.
///
/// In a file of `tests/`, with the module of your own program:
///
/// ```
/// frostline::verify!(schemas);
/// ```
///
/// | test | what it proves |
/// |---|---|
/// | `one_head` | the revisions are one line, each as it was frozen |
/// | `upgrade_from_nothing` | the chain runs on an empty database |
/// | `end_equals_declaration` | what the chain makes is what is declared |
/// | `up_down_up` | each revision goes up, down without a trace, and up again |
/// | `hazards_declared` | what each revision loses was said when it was frozen |
/// | `rows_survive` | the same with rows in every table: none is lost, no value changes unsaid |
///
/// A test that fails panics with a report of what differs and where; what one had to leave out, it prints.
///
/// After the path, options of [`Verify`](schema_sqlite::verify::Verify):
///
/// | option | what it says |
/// |---|---|
/// | `skip = ["0004_x"]` | revisions that are run upwards, and that is all |
/// | `floor = "0002_y"` | the lowest revision to go down to |
/// | `rows = function` | rows of your own: a `fn(&Connection, revision: &str) -> rusqlite::Result<()>`, called at each revision |
/// | `steps = function` | the steps in Rust that revisions name: a `fn(Upgrade) -> Upgrade` that supplies them |
///
/// ```
/// use frostline::Upgrade;
/// use frostline::rusqlite::{self, Connection};
///
/// fn rows(connection: &Connection, revision: &str) -> rusqlite::Result<()> {
///     if revision == "0001_baseline" {
///         connection.execute_batch("INSERT INTO products VALUES (1, 7, '{}', NULL)")?;
///     }
///     Ok(())
/// }
///
/// fn steps<'a, 'h>(upgrade: Upgrade<'a, 'h>) -> Upgrade<'a, 'h> {
///     upgrade // .step("0004_split_names", split_names)
/// }
///
/// frostline::verify!(schemas, floor = "0001_baseline", rows = rows, steps = steps);
/// ```
#[macro_export]
macro_rules! verify {
    ($($path:ident)::+ $(, $option:ident = $value:expr)* $(,)?) => {
        $crate::__verify!(($($path)::+) ($(.$option($value))*) one_head);
        $crate::__verify!(($($path)::+) ($(.$option($value))*) upgrade_from_nothing);
        $crate::__verify!(($($path)::+) ($(.$option($value))*) end_equals_declaration);
        $crate::__verify!(($($path)::+) ($(.$option($value))*) up_down_up);
        $crate::__verify!(($($path)::+) ($(.$option($value))*) hazards_declared);
        $crate::__verify!(($($path)::+) ($(.$option($value))*) rows_survive);
    };
    (:: $($path:ident)::+ $(, $option:ident = $value:expr)* $(,)?) => {
        $crate::__verify!((:: $($path)::+) ($(.$option($value))*) one_head);
        $crate::__verify!((:: $($path)::+) ($(.$option($value))*) upgrade_from_nothing);
        $crate::__verify!((:: $($path)::+) ($(.$option($value))*) end_equals_declaration);
        $crate::__verify!((:: $($path)::+) ($(.$option($value))*) up_down_up);
        $crate::__verify!((:: $($path)::+) ($(.$option($value))*) hazards_declared);
        $crate::__verify!((:: $($path)::+) ($(.$option($value))*) rows_survive);
    };
}

/// One test of [`verify!`].
#[doc(hidden)]
#[macro_export]
macro_rules! __verify {
    (($($path:tt)+) ($($options:tt)*) $proof:ident) => {
        #[test]
        fn $proof() {
            $crate::__private::prove($crate::__private::verify::Verify::new(&$($path)+::HISTORY) $($options)*.$proof());
        }
    };
}

/// What generated code names. No part of the interface.
#[doc(hidden)]
pub mod __private {
    pub use std::borrow::Cow;

    pub use schema_core::dialect::Dialect;
    pub use schema_core::history::{
        Checkpoint, History, Revision, Script, embedded_checkpoints, embedded_revisions, embedded_scripts,
    };
    pub use schema_sqlite::Result;
    pub use schema_sqlite::row::*;
    pub use schema_sqlite::verify;

    /// Fails the test that calls it when a check failed.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is how a test fails")]
    #[allow(clippy::print_stderr, reason = "this is how a test tells")]
    pub fn prove(proof: Result<verify::Notes, verify::Failure>) {
        match proof {
            Ok(notes) => notes.notes.iter().for_each(|note| eprintln!("{note}")),
            Err(failure) => panic!("{failure}"),
        }
    }
}
