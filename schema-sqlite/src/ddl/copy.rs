//! `INSERT INTO … SELECT … FROM …`.

use sqlite3_parser::ast::{Cmd, InsertBody, OneSelect, SelectTable, Stmt};
use sqlite3_parser::lexer::sql::Parser;
use sqlite3_parser::{Bump, FallibleIterator as _};

use super::text::dequote;
use schema_core::model::Name;

/// The table whose rows a statement copies, all of them; `None` for any other statement.
pub(crate) fn copied_table(sql: &str) -> Option<Name> {
    let bump = Bump::new();
    let command = Parser::new(&bump, sql.as_bytes()).next();
    let Ok(Some(Cmd::Stmt(Stmt::Insert { body: InsertBody::Select(select, _), .. }))) = command else { return None };
    let OneSelect::Select { distinctness: None, from: Some(from), where_clause: None, group_by: None, .. } =
        &select.body.select
    else {
        return None;
    };
    let is_all = select.limit.is_none() && select.body.compounds.is_none() && from.joins.is_none();
    match from.select {
        Some(SelectTable::Table(table, _, _)) if is_all => Some(dequote(table.name.0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_copy_of_a_whole_table_is_one() {
        let copied = |sql| copied_table(sql).map(|name| name.to_string());
        assert_eq!(copied("INSERT INTO a (x) SELECT y FROM \"b c\""), Some("b c".to_owned()));
        assert_eq!(copied("insert into a select * from main.b as c order by 1;"), Some("b".to_owned()));
        for sql in [
            "INSERT INTO a VALUES (1)",
            "INSERT INTO a DEFAULT VALUES",
            "INSERT INTO a SELECT 1",
            "INSERT INTO a SELECT x FROM b WHERE x",
            "INSERT INTO a SELECT x FROM b LIMIT 1",
            "INSERT INTO a SELECT DISTINCT x FROM b",
            "INSERT INTO a SELECT x FROM b GROUP BY x",
            "INSERT INTO a SELECT x FROM b UNION ALL SELECT x FROM b",
            "INSERT INTO a SELECT x FROM b, c",
            "INSERT INTO a SELECT x FROM (SELECT 1)",
            "UPDATE a SET x = 1",
            "no SQL",
        ] {
            assert_eq!(copied(sql), None, "{sql}");
        }
    }
}
