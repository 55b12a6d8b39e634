//! `CREATE VIEW`, `CREATE TRIGGER` and `CREATE VIRTUAL TABLE`.
//!
//! The text is the user's own from the name on; SQLite has parsed it already, so where its parts are is
//! all that is asked here. What a view or trigger does is not looked into.

use sqlite3_parser::lexer::sql::TokenType;

use super::Unreadable;
use super::text::{Text, dequote};
use schema_core::model::{Name, Trigger, View, VirtualTable};

/// Reads a view.
pub(crate) fn read_view(sql: &str, name: &Name) -> Result<View, Unreadable> {
    let text = Text::new(sql)?;
    let (at, end) = after_name(&text, TokenType::TK_VIEW)?;
    let at = match text.kind(at) {
        Some(TokenType::TK_AS) => at + 1,
        Some(TokenType::TK_LP) => at,
        _ => return Err("it is no `create view`".to_owned()),
    };
    Ok(View::new(name.clone(), text.slice(at, end)))
}

/// Reads a trigger.
pub(crate) fn read_trigger(sql: &str, name: &Name) -> Result<Trigger, Unreadable> {
    let text = Text::new(sql)?;
    let (at, end) = after_name(&text, TokenType::TK_TRIGGER)?;
    let trigger = Trigger::new(name.clone(), text.slice(at, end));
    if trigger.table().is_none() {
        return Err("it is on no table".to_owned());
    }
    Ok(trigger)
}

/// Reads a virtual table.
pub(crate) fn read_virtual_table(sql: &str, name: &Name) -> Result<VirtualTable, Unreadable> {
    let text = Text::new(sql)?;
    let (using, end) = after_name(&text, TokenType::TK_TABLE)?;
    let module = using + 1;
    if text.kind(using) != Some(TokenType::TK_USING) || module >= end {
        return Err("it is no `create virtual table`".to_owned());
    }
    let arguments = match text.kind(module + 1) {
        Some(TokenType::TK_LP) => text.inside(module + 1)?.as_str().to_owned(),
        _ => String::new(),
    };
    Ok(VirtualTable::new(name.clone(), dequote(text.slice(module, module + 1)), arguments))
}

/// The places after the name and after the last token: `CREATE [TEMP] word [IF NOT EXISTS] [schema.]name …`.
fn after_name(text: &Text<'_>, word: TokenType) -> Result<(usize, usize), Unreadable> {
    // Nothing but reserved words stands before the word, so it is the first of its kind.
    let word = text.tokens.iter().take(3).position(|token| token.kind == word).ok_or("it is something else")?;
    let mut at = word + 1;
    let not_exists = [TokenType::TK_IF, TokenType::TK_NOT, TokenType::TK_EXISTS];
    if (0..3).all(|nth| text.kind(at + nth) == Some(not_exists[nth])) {
        at += 3;
    }
    if text.kind(at + 1) == Some(TokenType::TK_DOT) {
        at += 2;
    }
    let mut end = text.tokens.len();
    while end > at && text.kind(end - 1) == Some(TokenType::TK_SEMI) {
        end -= 1;
    }
    Ok((at + 1, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_what_stands_after_as_or_its_columns() {
        for (sql, expected) in [
            ("CREATE VIEW v AS SELECT 1", "SELECT 1"),
            (
                "create temp view if not exists main . \"v\" /* as */ as -- why\n select a AS b from t ; ",
                "select a AS b from t",
            ),
            ("CREATE VIEW v(a, \"b)\") AS SELECT 1, 2 -- end", "(a, \"b)\") AS SELECT 1, 2"),
            ("CREATE VIEW [if] AS WITH x AS (SELECT 1) SELECT * FROM x", "WITH x AS (SELECT 1) SELECT * FROM x"),
            ("CREATE VIEW 'v' AS VALUES (1)", "VALUES (1)"),
            ("CREATE VIEW \"view\" AS SELECT 'it''s;'", "SELECT 'it''s;'"),
        ] {
            assert_eq!(read_view(sql, &"v".into()).unwrap().sql.as_str(), expected, "{sql}");
        }
        for sql in ["", "CREATE VIEW", "CREATE VIEW v", "CREATE TABLE v (a)", "SELECT 1"] {
            assert!(read_view(sql, &"v".into()).is_err(), "{sql}");
        }
    }

    #[test]
    fn a_trigger_is_what_stands_after_its_name() {
        for (sql, expected) in [
            ("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", "AFTER INSERT ON a BEGIN SELECT 1; END"),
            (
                "CREATE TEMPORARY TRIGGER IF NOT EXISTS temp.t /* on */ DELETE ON \"on\" BEGIN SELECT ';'; END;",
                "DELETE ON \"on\" BEGIN SELECT ';'; END",
            ),
            ("CREATE TRIGGER after UPDATE OF x ON a BEGIN SELECT 1; END -- x", "UPDATE OF x ON a BEGIN SELECT 1; END"),
        ] {
            assert_eq!(read_trigger(sql, &"t".into()).unwrap().sql.as_str(), expected, "{sql}");
        }
        for sql in ["", "CREATE TRIGGER", "CREATE TRIGGER t", "CREATE TRIGGER t AFTER INSERT"] {
            assert!(read_trigger(sql, &"t".into()).is_err(), "{sql}");
        }
    }

    #[test]
    fn a_virtual_table_is_its_module_and_what_stands_in_brackets() {
        for (sql, module, arguments) in [
            ("CREATE VIRTUAL TABLE v USING fts5(a, b, content='x')", "fts5", "a, b, content='x'"),
            ("create virtual table if not exists main.v using \"rtree\" ( id , (x) )", "rtree", "id , (x)"),
            ("CREATE VIRTUAL TABLE v USING m", "m", ""),
            ("CREATE VIRTUAL TABLE v USING m();", "m", ""),
            (
                "CREATE VIRTUAL TABLE v USING fts5(a, tokenize = \"porter 'ascii)'\")",
                "fts5",
                "a, tokenize = \"porter 'ascii)'\"",
            ),
        ] {
            let read = read_virtual_table(sql, &"v".into()).unwrap();
            assert_eq!((read.module.as_str(), read.arguments.as_str()), (module, arguments), "{sql}");
        }
        for sql in ["", "CREATE VIRTUAL TABLE v", "CREATE VIRTUAL TABLE v USING", "CREATE TABLE v (a)"] {
            assert!(read_virtual_table(sql, &"v".into()).is_err(), "{sql}");
        }
    }
}
