//! `INSERT`, `UPDATE` and `DELETE`: what a statement writes to the rows of a table.

use sqlite3_parser::ast::{Cmd, InsertBody, ResolveType, Set, Stmt, TriggerCmd};
use sqlite3_parser::lexer::sql::Parser;
use sqlite3_parser::{Bump, FallibleIterator as _};

use super::text::dequote;
use schema_core::model::Name;

/// What a statement writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// The table.
    pub(crate) table: Name,
    /// What becomes of its rows.
    pub(crate) how: Write,
}

/// What becomes of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Write {
    /// More of them.
    Insert,
    /// These columns change.
    Update(Vec<Name>),
    /// Fewer of them.
    Delete,
    /// Anything: `REPLACE`, or an insert that updates what is there.
    Replace,
}

/// What a statement writes; `None` for one of another sort.
pub(crate) fn written(sql: &str) -> Option<Written> {
    let bump = Bump::new();
    let Ok(Some(Cmd::Stmt(statement))) = Parser::new(&bump, sql.as_bytes()).next() else { return None };
    let (table, how) = match statement {
        Stmt::Insert { or_conflict, tbl_name, body, .. } => {
            (tbl_name, inserted(or_conflict, matches!(body, InsertBody::Select(_, Some(_)))))
        }
        Stmt::Update { tbl_name, sets, .. } => (tbl_name, updated(sets)),
        Stmt::Delete { tbl_name, .. } => (tbl_name, Write::Delete),
        _ => return None,
    };
    Some(Written { table: dequote(table.name.0), how })
}

/// The table that a trigger is on, and what it writes; `None` for what is no trigger.
pub(crate) fn fired(sql: &str) -> Option<(Name, Vec<Written>)> {
    let bump = Bump::new();
    let Ok(Some(Cmd::Stmt(statement))) = Parser::new(&bump, sql.as_bytes()).next() else { return None };
    let Stmt::CreateTrigger { tbl_name, commands, .. } = statement else { return None };
    let write = |command: &TriggerCmd<'_>| {
        let (table, how) = match command {
            TriggerCmd::Insert { or_conflict, tbl_name, upsert, .. } => {
                (tbl_name, inserted(*or_conflict, upsert.is_some()))
            }
            TriggerCmd::Update { tbl_name, sets, .. } => (tbl_name, updated(sets)),
            TriggerCmd::Delete { tbl_name, .. } => (tbl_name, Write::Delete),
            TriggerCmd::Select(_) => return None,
        };
        Some(Written { table: dequote(table.name.0), how })
    };
    Some((dequote(tbl_name.name.0), commands.iter().filter_map(write).collect()))
}

fn inserted(or_conflict: Option<ResolveType>, upserts: bool) -> Write {
    if upserts || or_conflict == Some(ResolveType::Replace) { Write::Replace } else { Write::Insert }
}

fn updated(sets: &[Set<'_>]) -> Write {
    Write::Update(sets.iter().flat_map(|set| set.col_names.iter().map(|name| dequote(name.0))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_statement_writes_is_read() {
        let write = |sql| written(sql).map(|it| (it.table.to_string(), it.how));
        let t = || "t".to_owned();
        assert_eq!(write("INSERT INTO t VALUES (1)"), Some((t(), Write::Insert)));
        assert_eq!(write("INSERT OR ABORT INTO main.\"t\" SELECT 1"), Some((t(), Write::Insert)));
        assert_eq!(write("REPLACE INTO t VALUES (1)"), Some((t(), Write::Replace)));
        assert_eq!(write("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING"), Some((t(), Write::Replace)));
        let columns = vec![Name::new("a"), Name::new("b c"), Name::new("d")];
        assert_eq!(write("UPDATE t SET a = 1, (\"b c\", d) = (2, 3)"), Some((t(), Write::Update(columns))));
        assert_eq!(write("DELETE FROM [t] WHERE 1"), Some((t(), Write::Delete)));
        assert_eq!(write("SELECT 1"), None);
        assert_eq!(write("no SQL"), None);
    }
}
