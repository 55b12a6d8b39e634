//! A script, statement by statement.
//!
//! SQLite itself finds out where a statement ends, but only by preparing it; here the end is found
//! first, so that an error can name its statement, and that a statement which would end the transaction
//! is refused before it runs. The rules are those of `sqlite3_complete`
//! (<https://sqlite.org/c3ref/complete.html>).

use std::borrow::Cow;

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

/// Whether a statement takes another database file to the connection, or one off: no rollback undoes that.
pub(super) fn is_attachment(statement: &str) -> bool {
    let first = Tokens { text: statement, at: 0 }.next();
    matches!(first, Some((Token::Word(word), _)) if ["attach", "detach"].iter().any(|it| word.eq_ignore_ascii_case(it)))
}

/// Whether a statement begins or ends a transaction. Savepoints are a script's own affair: they nest in
/// the transaction that is open.
pub(super) fn is_transaction(statement: &str) -> bool {
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
    fn a_long_line_is_cut_between_letters() {
        assert_eq!(first_line("CREATE TABLE t (\n a\n)"), "CREATE TABLE t (");
        assert_eq!(first_line(&"é".repeat(100)), format!("{}…", "é".repeat(80)));
    }
}
