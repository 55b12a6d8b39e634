//! The text of `CREATE TABLE`, `CREATE INDEX` and the like, as `sqlite_schema` keeps it, read into the model.
//!
//! The structure comes from the syntax tree of the crate sqlite3-parser. Expressions come from the text
//! itself, since a tree that is printed again has lost how it was written: the tokens are walked beside
//! the tree ([`text`]), and the n-th `CHECK` of the one is the n-th of the other.
//!
//! What the model cannot say is told in words, beside what it can.

mod copy;
mod default;
mod index;
mod object;
mod rename;
mod table;
mod text;
mod write;

pub(super) use copy::copied_table;
pub(super) use index::read_index;
pub(super) use object::{read_trigger, read_view, read_virtual_table};
pub(super) use rename::renamed_table;
pub(super) use table::{ColumnInfo, read_table};
pub(super) use text::unquoted;
pub(super) use write::{Write, Written, fired, written};

/// What a text was read into, and each of its clauses that the model has no word for.
pub(super) struct Read<T> {
    /// What the model can say.
    pub(super) value: T,
    /// What it cannot, in words: "`on conflict ignore` of the primary key".
    pub(super) unsaid: Vec<String>,
}

/// Why a text could not be read.
pub(super) type Unreadable = String;
