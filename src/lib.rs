#![doc = include_str!("../README.md")]

pub use schema_core::Error;
pub use schema_core::history::History;
pub use schema_core::row::{Column, ColumnInfo, Field, FromKey, Holds, Matches, NoKey, Row, Select, Table, TableInfo};
pub use schema_core::sqlite::{Applied, AppliedRevision, Report, Upgrade, applied, current};
pub use schema_macros::{Table, schema};

pub use schema_core::rusqlite;
#[cfg(feature = "sea-query")]
pub use schema_core::sea_query;

/// The four classic checks of a history, a test each, from one line.
///
/// The path is that of a module with a `HISTORY`: the one that `schema!` stands in.
///
/// ```ignore
/// // tests/schema.rs
/// frostline::verify!(my_program::schema);
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

    pub use schema_core::Result;
    pub use schema_core::dialect::Dialect;
    pub use schema_core::history::{History, Identity, Revision, Script};
    pub use schema_core::row::*;
    pub use schema_core::sqlite::verify;

    /// The module of a table. The compiler writes it out many times faster than a procedural macro
    /// could: a table's constants are most of what `schema!` makes.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __columns {
        (
            $doc:literal $module:ident $row:ident $table:literal [$($key:literal),*] $key_type:ty;
            $($(#[$said:meta])* $column:ident $place:literal $name:literal $flags:literal: $ty:ty;)*
        ) => {
            #[doc = $doc]
            #[allow(dead_code, non_snake_case, non_upper_case_globals)]
            pub mod $module {
                /// The table.
                pub static TABLE: $crate::TableInfo =
                    $crate::TableInfo::new($table, &[$(($name, $flags)),*], &[$($key),*]);
                /// The struct that holds a row of it.
                pub type Row = super::$row;
                /// The type of its primary key.
                pub type Key = $key_type;
                $(
                    $(#[$said])*
                    pub const $column: $crate::Column<Row, $ty> = $crate::Column::new(&TABLE, $place);
                )*
            }
        };
    }
    pub use __columns as columns;

    /// Fails the test that calls it when a check failed.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is how a test fails")]
    pub fn prove(check: Result<(), verify::Failure>) {
        if let Err(failure) = check {
            panic!("{failure}");
        }
    }
}
