//! The statements that sea-query renders as we mean them.
//!
//! Its SQLite builder panics on what SQLite lacks, and pastes the name of an index between quotes as it
//! is. So it is given nothing but these five statements, and the names of indexes with their quotes
//! doubled.

use sea_query::{Alias, Index, SqliteQueryBuilder, Table};

use crate::model::Name;

fn iden(name: &Name) -> Alias {
    Alias::new(name.as_str())
}

/// `DROP TABLE`.
pub(super) fn drop_table(table: &Name) -> String {
    Table::drop().table(iden(table)).to_string(SqliteQueryBuilder)
}

/// `DROP INDEX`.
pub(super) fn drop_index(index: &Name) -> String {
    Index::drop().name(index.as_str().replace('"', "\"\"")).to_string(SqliteQueryBuilder)
}

/// `ALTER TABLE … RENAME TO`.
pub(super) fn rename_table(from: &Name, to: &Name) -> String {
    Table::rename().table(iden(from), iden(to)).to_string(SqliteQueryBuilder)
}

/// `ALTER TABLE … RENAME COLUMN`.
pub(super) fn rename_column(table: &Name, from: &Name, to: &Name) -> String {
    Table::alter().table(iden(table)).rename_column(iden(from), iden(to)).to_string(SqliteQueryBuilder)
}

/// `ALTER TABLE … DROP COLUMN`.
pub(super) fn drop_column(table: &Name, column: &Name) -> String {
    Table::alter().table(iden(table)).drop_column(iden(column)).to_string(SqliteQueryBuilder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_stay_in_their_quotes() {
        let name = Name::new("a\"; DROP TABLE b; --");
        let quoted = "\"a\"\"; DROP TABLE b; --\"";
        assert_eq!(drop_table(&name), format!("DROP TABLE {quoted}"));
        assert_eq!(drop_index(&name), format!("DROP INDEX {quoted}"));
        assert_eq!(rename_table(&name, &name), format!("ALTER TABLE {quoted} RENAME TO {quoted}"));
        assert_eq!(
            rename_column(&name, &name, &name),
            format!("ALTER TABLE {quoted} RENAME COLUMN {quoted} TO {quoted}")
        );
        assert_eq!(drop_column(&name, &name), format!("ALTER TABLE {quoted} DROP COLUMN {quoted}"));
    }
}
