#![doc = include_str!("../README.md")]

pub use schema_core::history::History;
pub use schema_macros::{Table, schema};
pub use schema_sqlite::row::{
    Aggregate, Aggregates, As, Column, ColumnInfo, Condition, Covers, Field, FromKey, GroupBy, Grouped, Groups, Holds,
    Insert, Joins, Lent, LentField, Matches, NoKey, Number, Order, Orders, Query, Reference, Row, Rows, Select,
    SelfReference, Set, Store, Stored, Table, TableInfo, TableQuery, Text, Unique, count, sql,
};
pub use schema_sqlite::{Applied, AppliedRevision, Error, Progress, Report, Upgrade, applied, current};

#[cfg(feature = "serde_json")]
pub use schema_sqlite::row::Json;
#[cfg(feature = "uuid")]
pub use schema_sqlite::row::UuidBytes;
#[cfg(feature = "sea-query")]
pub use schema_sqlite::row::from_sea;
pub use schema_sqlite::rusqlite;
#[cfg(feature = "sea-query")]
pub use schema_sqlite::sea_query;

/// The four classic checks of a history, a test each, from one line.
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
///
/// A test that fails panics with a report of what differs and where.
#[macro_export]
macro_rules! verify {
    ($($path:tt)+) => {
        #[test]
        fn one_head() {
            $crate::__private::prove($crate::__private::verify::one_head(&$($path)+::HISTORY));
        }

        #[test]
        fn upgrade_from_nothing() {
            $crate::__private::prove($crate::__private::verify::upgrade_from_nothing(&$($path)+::HISTORY));
        }

        #[test]
        fn end_equals_declaration() {
            $crate::__private::prove($crate::__private::verify::end_equals_declaration(&$($path)+::HISTORY));
        }

        #[test]
        fn up_down_up() {
            $crate::__private::prove($crate::__private::verify::up_down_up(&$($path)+::HISTORY));
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
    pub fn prove(check: Result<(), verify::Failure>) {
        if let Err(failure) = check {
            panic!("{failure}");
        }
    }
}
