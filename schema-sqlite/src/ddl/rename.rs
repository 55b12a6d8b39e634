//! `ALTER TABLE … RENAME TO`.

use sqlite3_parser::ast::{AlterTableBody, Cmd, Stmt};
use sqlite3_parser::lexer::sql::Parser;
use sqlite3_parser::{Bump, FallibleIterator as _};

use super::text::dequote;
use schema_core::model::Name;

/// The table that a statement renames; `None` for any other statement.
pub(crate) fn renamed_table(sql: &str) -> Option<Name> {
    let bump = Bump::new();
    match Parser::new(&bump, sql.as_bytes()).next() {
        Ok(Some(Cmd::Stmt(Stmt::AlterTable(table, AlterTableBody::RenameTo(_))))) => Some(dequote(table.name.0)),
        _ => None,
    }
}
