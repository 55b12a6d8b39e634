//! What the program knows of a declared table at run time.

use super::affinity::Reads;
use super::unique::Places;

/// A declared table: its name in the database, its columns and its primary key.
///
/// `schema!` emits one as `TABLE` in each table's module.
#[derive(Debug)]
pub struct TableInfo {
    name: &'static str,
    columns: &'static [(&'static str, u16)],
    key: &'static [u16],
    /// By which collations the key compares, where it says them: as many, of which an empty one is the column's own; or
    /// none at all.
    key_collations: &'static [&'static str],
    /// What the types of columns read, of those whose type the program has.
    reads: &'static [(u16, Reads)],
}

/// The column is computed by the database: read, never written.
pub const GENERATED: u16 = 1;
/// The column can be null.
pub const NULLABLE: u16 = 1 << 1;
/// The column holds whole numbers of 16 bits, which SQLite does not enforce.
pub const SMALL: u16 = 1 << 2;
/// The database fills the column in where an insert leaves it out: it has a default, or is the rowid.
pub const DEFAULTED: u16 = 1 << 3;
/// The column makes numbers of texts that look like them, and may be compared with such a text.
pub const NUMERIC: u16 = 1 << 4;
/// The column makes texts of numbers, and may be compared with a number.
pub const TEXTUAL: u16 = 1 << 5;
/// The column is the rowid and has a type that holds each: what is read of it fits.
pub const ROWID: u16 = 1 << 6;
/// The column is declared `decimal`: SQLite makes a number of a text that is one, and keeps fifteen digits.
pub const DECIMAL: u16 = 1 << 7;
/// The column makes floating-point numbers of whole ones, and its type may be written as such a one.
pub const REAL: u16 = 1 << 8;

impl TableInfo {
    /// A table from its name, its columns with their flags, and the places of the primary key's
    /// columns among them, in the key's order.
    #[doc(hidden)]
    pub const fn new(name: &'static str, columns: &'static [(&'static str, u16)], key: &'static [u16]) -> Self {
        Self { name, columns, key, key_collations: &[], reads: &[] }
    }

    /// The table with the collations by which its key's columns are compared; an empty one is the column's own.
    #[doc(hidden)]
    #[must_use]
    pub const fn key_collated(mut self, collations: &'static [&'static str]) -> Self {
        self.key_collations = collations;
        self
    }

    /// The table with what tells of columns, by their places, which values their types read.
    #[doc(hidden)]
    #[must_use]
    pub const fn reading(mut self, reads: &'static [(u16, Reads)]) -> Self {
        self.reads = reads;
        self
    }

    /// What tells which values the type of the column reads; `None` where it is one of the language.
    pub(super) fn reads(&self, place: u16) -> Option<Reads> {
        self.reads.iter().find(|(of, _)| *of == place).map(|(_, reads)| *reads)
    }

    /// Its name in the database.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its columns, in the order of the declaration.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = ColumnInfo> + '_ {
        self.columns.iter().map(|&(name, flags)| ColumnInfo { name, flags })
    }

    /// The columns of its primary key, in the key's order; none where it has no primary key.
    pub fn key(&self) -> impl ExactSizeIterator<Item = ColumnInfo> + '_ {
        self.key.iter().map(|&at| self.column(at))
    }

    /// The word by which the rowid can be named; `None` where columns hide all of them
    /// (<https://sqlite.org/lang_createtable.html#rowid>).
    pub(super) fn rowid_word(&self) -> Option<&'static str> {
        let is_free = |word: &&str| !self.columns.iter().any(|(name, _)| name.eq_ignore_ascii_case(word));
        ["rowid", "_rowid_", "oid"].into_iter().find(is_free)
    }

    /// The places of the key's columns.
    pub(super) fn key_places(&self) -> &'static [u16] {
        self.key
    }

    /// The key's columns, each with the collation by which the key compares it.
    pub(super) fn key_by(&self) -> Places {
        Places::collated(self.key, self.key_collations)
    }

    /// Whether a key that is read back fits its type, whatever the database says.
    pub(super) fn is_key_sure(&self) -> bool {
        matches!(*self.key, [at] if self.column(at).flags & ROWID != 0)
    }

    pub(super) fn column(&self, at: u16) -> ColumnInfo {
        let (name, flags) = self.columns[usize::from(at)];
        ColumnInfo { name, flags }
    }
}

/// A declared column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnInfo {
    name: &'static str,
    flags: u16,
}

impl ColumnInfo {
    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether the database computes it; such a column is read, never written.
    pub const fn is_generated(self) -> bool {
        self.flags & GENERATED != 0
    }

    /// Whether it can be null.
    pub const fn is_nullable(self) -> bool {
        self.flags & NULLABLE != 0
    }

    /// Whether the database fills it in where an insert leaves it out.
    pub const fn has_default(self) -> bool {
        self.flags & DEFAULTED != 0
    }

    pub(super) const fn is_numeric(self) -> bool {
        self.flags & NUMERIC != 0
    }

    pub(super) const fn is_textual(self) -> bool {
        self.flags & TEXTUAL != 0
    }

    pub(super) const fn is_decimal(self) -> bool {
        self.flags & DECIMAL != 0
    }

    /// Whether it is a decimal of a strict table, whose type `ANY` makes no number of a text
    /// (<https://sqlite.org/stricttables.html>).
    pub(super) const fn is_any_decimal(self) -> bool {
        self.is_decimal() && !self.is_numeric()
    }

    pub(super) const fn is_real(self) -> bool {
        self.flags & REAL != 0
    }

    /// Whether it may make another value of one that is written to it.
    pub(super) const fn converts(self) -> bool {
        self.flags & (NUMERIC | TEXTUAL | REAL | DECIMAL) != 0
    }

    pub(super) const fn is_small(self) -> bool {
        self.flags & SMALL != 0
    }
}
