//! A script, statement by statement.
//!
//! SQLite itself finds out where a statement ends, but only by preparing it; here the end is found
//! first, so that an error can name its statement, and that a statement which would end the transaction
//! is refused before it runs. The rules are those of `sqlite3_complete`
//! (<https://sqlite.org/c3ref/complete.html>).

use std::borrow::Cow;

use schema_core::model::{Sql, SqlToken};

/// The script as it runs: without a byte-order mark, and with `\n` at the end of each line. A revision's
/// identity does not count these, so neither may what it does.
pub(super) fn normalized(sql: &str) -> Cow<'_, str> {
    let sql = sql.strip_prefix('\u{feff}').unwrap_or(sql);
    if sql.contains('\r') { Cow::Owned(sql.replace("\r\n", "\n")) } else { Cow::Borrowed(sql) }
}

/// The statements of a script, each from its first word to its semicolon.
pub(super) fn statements(sql: &str) -> Statements<'_> {
    Statements { rest: sql }
}

pub(super) struct Statements<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Statements<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut tokens = Tokens { text: self.rest, at: 0 };
        // Empty statements are skipped.
        let first = loop {
            match tokens.next()? {
                (Token::Semicolon, _) => {}
                found => break found,
            }
        };
        let start = first.1;
        let mut head = vec![first.0];
        let mut trigger = Trigger::default();
        let end = loop {
            let Some((token, _)) = tokens.next() else { break self.rest.len() };
            if head.len() < HEAD {
                head.push(token);
                trigger.is_one = is_trigger(&head);
            }
            if trigger.ends(token) {
                break tokens.at;
            }
        };
        let statement = self.rest[start..end].trim_end();
        self.rest = &self.rest[end..];
        Some(statement)
    }
}

/// As many tokens as it takes to know a trigger: `EXPLAIN QUERY PLAN CREATE TEMP TRIGGER`.
const HEAD: usize = 6;

fn is_trigger(head: &[Token<'_>]) -> bool {
    let mut words = head.iter().map(|token| match token {
        Token::Word(word) => *word,
        _ => "",
    });
    let mut next = || words.next().unwrap_or_default();
    let mut word = next();
    if word.eq_ignore_ascii_case("explain") {
        word = next();
        if word.eq_ignore_ascii_case("query") {
            next();
            word = next();
        }
    }
    if !word.eq_ignore_ascii_case("create") {
        return false;
    }
    word = next();
    if word.eq_ignore_ascii_case("temp") || word.eq_ignore_ascii_case("temporary") {
        word = next();
    }
    word.eq_ignore_ascii_case("trigger")
}

/// Where in a trigger: it ends with `; END ;`, other statements with their first semicolon.
#[derive(Default)]
struct Trigger {
    is_one: bool,
    semicolon: bool,
    end: bool,
}

impl Trigger {
    fn ends(&mut self, token: Token<'_>) -> bool {
        let is_end = matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("end"));
        let is_semicolon = matches!(token, Token::Semicolon);
        let ends = is_semicolon && (!self.is_one || self.end);
        self.end = is_end && self.semicolon;
        self.semicolon = is_semicolon;
        ends
    }
}

/// The comments of one line that stand before the first statement, each without its two dashes.
pub(super) fn comments_before(sql: &str) -> impl Iterator<Item = &str> {
    let first = Tokens { text: sql, at: 0 }.find(|(token, _)| !matches!(token, Token::Semicolon));
    Comments { text: &sql[..first.map_or(sql.len(), |(_, start)| start)] }
}

struct Comments<'a> {
    text: &'a str,
}

impl<'a> Iterator for Comments<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        // Nothing but comments, blanks and semicolons stands there.
        loop {
            let at = self.text.find("--").into_iter().chain(self.text.find("/*")).min()?;
            let (line, rest) = (self.text[at..].starts_with("--"), &self.text[at + 2..]);
            let mark = if line { "\n" } else { "*/" };
            let end = rest.find(mark).unwrap_or(rest.len());
            self.text = rest.get(end + mark.len()..).unwrap_or_default();
            if line {
                return Some(&rest[..end]);
            }
        }
    }
}

/// What a step's line begins with, after the two dashes.
const STEP: &str = " step: ";

/// A piece of an up script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// SQL.
    Statement(&'a str),
    /// A step in Rust, by its name.
    Step(&'a str),
}

/// The statements of a script, and the steps that are named between them.
pub(super) fn pieces(sql: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut statements = statements(sql);
    let mut is_over = false;
    let more = std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let before = statements.rest;
        let statement = statements.next();
        is_over = statement.is_none();
        // The statement is a part of what was left before it.
        let start = statement.map_or(before.len(), |it| it.as_ptr() as usize - before.as_ptr() as usize);
        let steps = Comments { text: &before[..start] }.filter_map(|comment| comment.strip_prefix(STEP));
        Some(steps.map(|name| Piece::Step(name.trim())).chain(statement.map(Piece::Statement)))
    });
    more.flatten()
}

/// The names of the steps of a script, in their order.
pub(super) fn steps(sql: &str) -> impl Iterator<Item = &str> {
    // Most scripts have none, and need not be read.
    let sql = if sql.contains(STEP) { sql } else { "" };
    pieces(sql).filter_map(|piece| match piece {
        Piece::Step(name) => Some(name),
        Piece::Statement(_) => None,
    })
}

/// Whether a line that should name a step stands inside a statement, where none can run.
pub(super) fn hides_a_step(statement: &str) -> bool {
    let marked = |line: &str| line.trim_start().strip_prefix("--").is_some_and(|line| line.starts_with(STEP));
    statement.contains(STEP) && statement.lines().any(marked)
}

/// The first word of a statement; empty where it begins with something else.
pub(super) fn first_word(statement: &str) -> &str {
    match (Tokens { text: statement, at: 0 }).next() {
        Some((Token::Word(word), _)) => word,
        _ => "",
    }
}

/// Why a script may not have this statement, if so.
pub(super) fn forbidden(statement: &str) -> Option<&'static str> {
    if is_transaction(statement) {
        return Some("is about the transaction, which is not the script's; all revisions run in one, so take it out");
    }
    // No rollback undoes that.
    if ["attach", "detach"].iter().any(|word| first_word(statement).eq_ignore_ascii_case(word)) {
        return Some("is about another database, and a revision is one database's; take it out");
    }
    if first_word(statement).eq_ignore_ascii_case("pragma") && sets_the_schema(statement) {
        return Some("writes past SQLite's own statements into the schema, which can ruin the file; take it out");
    }
    None
}

/// `PRAGMA writable_schema` and `PRAGMA schema_version`, where they set anything.
fn sets_the_schema(pragma: &str) -> bool {
    let pragma = Sql::new(pragma);
    let mut tokens: Vec<SqlToken<'_>> = pragma.tokens().skip(1).collect();
    if matches!(tokens.get(1), Some(SqlToken::Symbol("."))) {
        tokens.drain(..2);
    }
    let name = match tokens.first() {
        Some(SqlToken::Word(word)) => word.to_string(),
        Some(SqlToken::Text(text)) => text.trim_matches('\'').to_owned(),
        _ => return false,
    };
    let sets = matches!(tokens.get(1), Some(SqlToken::Symbol("=" | "(")));
    sets && ["writable_schema", "schema_version"].iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// Whether a statement begins or ends a transaction. Savepoints are a script's own affair: they nest in
/// the transaction that is open.
fn is_transaction(statement: &str) -> bool {
    let mut tokens = Tokens { text: statement, at: 0 };
    let mut word = || match tokens.next() {
        Some((Token::Word(word), _)) => word.to_ascii_lowercase(),
        _ => String::new(),
    };
    match word().as_str() {
        "begin" | "commit" | "end" => true,
        // ROLLBACK [TRANSACTION [name]] TO [SAVEPOINT] name
        "rollback" => {
            let (second, third, fourth) = (word(), word(), word());
            let transaction = second == "transaction";
            !(second == "to" || transaction && (third == "to" || fourth == "to"))
        }
        _ => false,
    }
}

/// What a message shows of a statement: its first line, cut where it is long.
pub(super) fn first_line(statement: &str) -> String {
    const LENGTH: usize = 80;
    let line = statement.lines().next().unwrap_or_default().trim_end();
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[derive(Clone, Copy)]
enum Token<'a> {
    Word(&'a str),
    Semicolon,
    Other,
}

/// The tokens of a text, as coarse as finding the end of a statement needs, with where each starts.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Token<'a>, usize);

    fn next(&mut self) -> Option<(Token<'a>, usize)> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            let byte = *bytes.get(start)?;
            let next = bytes.get(start + 1).copied();
            let (token, end) = match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => (None, start + 1),
                // A byte-order mark is a space, as where two files were put together.
                0xef if bytes[start..].starts_with("\u{feff}".as_bytes()) => (None, start + 3),
                b'-' if next == Some(b'-') => (None, after(bytes, start + 2, b"\n")),
                b'/' if next == Some(b'*') => (None, after(bytes, start + 2, b"*/")),
                b';' => (Some(Token::Semicolon), start + 1),
                // A doubled quote ends one piece and starts another at once: the end is the same.
                b'\'' | b'"' | b'`' => (Some(Token::Other), after(bytes, start + 1, &[byte])),
                b'[' => (Some(Token::Other), after(bytes, start + 1, b"]")),
                _ if is_word(byte) => {
                    let length = bytes[start..].iter().position(|byte| !is_word(*byte));
                    let end = length.map_or(bytes.len(), |length| start + length);
                    (Some(Token::Word(&self.text[start..end])), end)
                }
                _ => (Some(Token::Other), start + 1),
            };
            self.at = end;
            if let Some(token) = token {
                return Some((token, start));
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || !byte.is_ascii()
}

/// One past the next `mark` at or after `from`; the end where there is none.
fn after(bytes: &[u8], from: usize, mark: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let found = rest.windows(mark.len()).position(|window| window == mark);
    found.map_or(bytes.len(), |at| from + at + mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(sql: &str) -> Vec<&str> {
        statements(sql).collect()
    }

    #[test]
    fn statements_end_where_sqlite_ends_them() {
        assert_eq!(split("a; b ;\n c"), ["a;", "b ;", "c"]);
        assert_eq!(split(" ;; -- only; a comment\n /* ; */ ;"), Vec::<&str>::new());
        assert_eq!(split("-- why\na ';' \";\" [;] `;` /*;*/ --;\n;b"), ["a ';' \";\" [;] `;` /*;*/ --;\n;", "b"]);
        assert_eq!(split("a 'it'';s'; b"), ["a 'it'';s';", "b"]);
        assert_eq!(split("é ü; b"), ["é ü;", "b"]);
        assert_eq!(split("a 'unfinished; b"), ["a 'unfinished; b"]);
        assert_eq!(split("a /* unfinished; b"), ["a /* unfinished; b"]);
        assert_eq!(split(""), Vec::<&str>::new());
    }

    #[test]
    fn a_trigger_is_one_statement() {
        let trigger =
            "CREATE TEMP /**/ trigger t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 1; END;";
        let sql = format!("{trigger} SELECT 1; {trigger}");
        assert_eq!(split(&sql), [trigger, "SELECT 1;", trigger]);
        assert_eq!(split("CREATE TABLE trigger (a); END;"), ["CREATE TABLE trigger (a);", "END;"]);
        assert_eq!(split("EXPLAIN QUERY PLAN CREATE TRIGGER x; y; END; z").len(), 2);
    }

    #[test]
    fn what_ends_a_transaction_is_known() {
        for sql in [
            "COMMIT",
            "end transaction;",
            "BEGIN IMMEDIATE",
            "rollback",
            "ROLLBACK TRANSACTION",
            "/**/ Commit;",
            "\u{feff}COMMIT",
        ] {
            assert!(is_transaction(sql), "{sql}");
        }
        for sql in [
            "SAVEPOINT a",
            "RELEASE a",
            "ROLLBACK TO a",
            "rollback transaction to savepoint a",
            "ROLLBACK TRANSACTION x TO a",
            "CREATE TABLE commit_log (a)",
            "UPDATE t SET a = 'COMMIT'",
            "",
        ] {
            assert!(!is_transaction(sql), "{sql}");
        }
    }

    #[test]
    fn what_writes_into_the_schema_is_known() {
        for sql in [
            "PRAGMA schema_version = 7",
            "pragma main.\"schema_version\"(7);",
            "/**/ PRAGMA [writable_schema]=on",
            "PRAGMA 'writable_schema' = RESET",
        ] {
            assert!(forbidden(sql).is_some(), "{sql}");
        }
        for sql in ["PRAGMA schema_version", "PRAGMA main.writable_schema;", "PRAGMA user_version = 1", "PRAGMA", ""] {
            assert!(forbidden(sql).is_none(), "{sql}");
        }
    }

    #[test]
    fn comments_of_one_line_before_the_first_statement_are_found() {
        let found = |sql| comments_before(sql).collect::<Vec<&str>>();
        assert_eq!(found("-- a\n;/* -- no\n */ --b\n\u{feff}-- c /* d\nSELECT 1 -- e\n; -- f"), [" a", "b", " c /* d"]);
        assert_eq!(found("-- only"), [" only"]);
        assert_eq!(found("--\n--"), ["", ""]);
        assert_eq!(found("/* -- a"), Vec::<&str>::new());
        assert_eq!(found("SELECT 1; -- a"), Vec::<&str>::new());
    }

    #[test]
    fn steps_stand_between_statements() {
        use Piece::{Statement, Step};
        let found = |sql| pieces(sql).collect::<Vec<_>>();
        assert_eq!(
            found("-- step: a\nb; -- step: c\n-- d\n;/* -- step: no */ e;\n--step: no\n-- step: f"),
            [Step("a"), Statement("b;"), Step("c"), Statement("e;"), Step("f")]
        );
        assert_eq!(found(""), []);
        assert_eq!(steps("x; -- step:  a b \n").collect::<Vec<_>>(), ["a b"]);
        assert!(hides_a_step("CREATE TABLE t (\n  -- step: x\n a)"));
        assert!(!hides_a_step("SELECT 'a step: x'"));
    }

    #[test]
    fn a_long_line_is_cut_between_letters() {
        assert_eq!(first_line("CREATE TABLE t (\n a\n)"), "CREATE TABLE t (");
        assert_eq!(first_line(&"é".repeat(100)), format!("{}…", "é".repeat(80)));
    }
}
