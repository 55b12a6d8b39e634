//! A look at the rows, before anything is changed.

use super::Source;
use crate::model::{Name, Sql};

/// A question to the rows as they are before the plan: do they fit what is planned?
///
/// It is about the values that the plan writes. It may overlook a row that does not fit, which the
/// statements then refuse; it never finds fault with one that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// What is wrong with the rows that it finds, in words: "column `email` of table `users` is null".
    pub about: String,
    /// The table as it is called before the plan.
    pub table: Name,
    /// The table as it is called afterwards: the name that an expression may know it by.
    pub under: Name,
    /// The values that the look needs: the column as it is called afterwards, and where its value comes
    /// from. A [`Source::Column`] is a column of the old table by its old name.
    pub values: Vec<(Name, Source)>,
    /// What tells a row of the old table.
    pub key: RowKey,
    /// What a row at fault is like.
    pub fault: Unfit,
}

/// What tells a row from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKey {
    /// Nothing does.
    None,
    /// A word for the rowid.
    Rowid(&'static str),
    /// A column that has an order.
    Column(Name),
    /// Columns, told as they are quoted.
    Columns(Vec<Name>),
}

/// What a row at fault is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The column is null.
    Null(Name),
    /// The column's value is stored as something else than these (`typeof`), and is not null.
    StoredAs(Name, Vec<&'static str>),
    /// The condition is false.
    Breaks(Sql),
    /// The columns, none of them null, are those of no row of another table.
    Dangles {
        /// That table as it is called before the plan.
        table: Name,
        /// The column, the one of the other table by its old name, and the collation by which they are compared
        /// where it is not that one's own before the plan.
        pairs: Vec<(Name, Name, Option<Name>)>,
    },
    /// Another row has the same values, none of them null.
    Clash {
        /// The values, each with its collation.
        parts: Vec<(Sql, Name)>,
        /// Only rows that fit this are compared.
        filter: Option<Sql>,
    },
}
