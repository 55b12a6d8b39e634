//! Two databases compared, by pragmas and by the text in `sqlite_schema`.
//!
//! Nothing here is the crate's: the text is cut into tokens and clauses by this file alone. A reference
//! or a check that stands at a column is the same as one that stands after the columns; their order is
//! nothing, the order of columns is.

use rusqlite::Connection;

/// The schema of a database, as lines that can be compared.
pub(crate) fn schema(connection: &Connection) -> Vec<String> {
    let mut lines = Vec::new();
    let mut statement = connection
        .prepare(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema
             WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql IS NOT NULL ORDER BY type, name",
        )
        .unwrap();
    let objects: Vec<(String, String, String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let shadows: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (kind, name, table, sql) in objects {
        if shadows.contains(&table) {
            continue;
        }
        let is_virtual = tokens(&sql).get(1).is_some_and(|token| token.bare && token.text == "virtual");
        lines.push(format!("{kind} {name:?} on {table:?}"));
        if kind == "table" && !is_virtual {
            lines.extend(table_text(&sql).into_iter().map(|line| format!("  {name:?} says {line}")));
            lines.extend(table_pragmas(connection, &name).into_iter().map(|line| format!("  {name:?} has {line}")));
        } else {
            lines.push(format!("  {name:?} says {}", spell(&tokens(&sql))));
        }
    }
    lines
}

fn rows(connection: &Connection, sql: &str, name: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let count = statement.column_count();
    let mut rows = statement.query([name]).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let values = (0..count).map(|at| match row.get_ref(at).unwrap() {
            rusqlite::types::ValueRef::Null => "-".to_owned(),
            rusqlite::types::ValueRef::Integer(value) => value.to_string(),
            rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            other => panic!("{other:?}"),
        });
        lines.push(values.collect::<Vec<_>>().join(" | "));
    }
    lines
}

fn table_pragmas(connection: &Connection, table: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |what: &str, sorted: bool, sql: &str| {
        let mut found = rows(connection, sql, table);
        if sorted {
            found.sort();
        }
        lines.extend(found.into_iter().map(|line| format!("{what}: {line}")));
    };
    add("column", false, "SELECT cid, name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1)");
    add(
        "reference",
        true,
        "SELECT group_concat(\"from\" || '>' || coalesce(\"to\", ''), ','), \"table\", on_update, on_delete, \"match\"
         FROM (SELECT * FROM pragma_foreign_key_list(?1) ORDER BY id, seq) GROUP BY id",
    );
    add(
        "index",
        true,
        "SELECT iif(l.origin = 'c', l.name, ''), l.\"unique\", l.origin, l.partial,
                (SELECT group_concat(coalesce(x.name, '()') || ' ' || x.\"desc\" || ' ' || x.coll || ' ' || x.key, ',')
                 FROM pragma_index_xinfo(l.name) AS x)
         FROM pragma_index_list(?1) AS l",
    );
    add("options", false, "SELECT wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = ?1");
    lines
}

/// The clauses of a `CREATE TABLE`: columns in their order, then everything else, sorted.
fn table_text(sql: &str) -> Vec<String> {
    let tokens = tokens(sql);
    let open = tokens.iter().position(|token| token.text == "(").unwrap();
    let mut close = open;
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            close = at;
            break;
        }
    }
    let mut columns = Vec::new();
    let mut constraints = Vec::new();
    for clause in split(&tokens[open + 1..close]) {
        let first = &clause[0];
        let words = ["constraint", "primary", "unique", "foreign", "check"];
        if first.bare && words.contains(&first.text.as_str()) {
            constraints.push(spell(clause));
        } else {
            let (own, lifted) = lift(clause);
            columns.push(own);
            constraints.extend(lifted);
        }
    }
    constraints.sort();
    let head = format!("head {}", spell(&tokens[..open]));
    let tail = format!("tail {}", spell(&tokens[close + 1..]));
    [head].into_iter().chain(columns).chain(constraints).chain([tail]).collect()
}

/// A column's definition with its clauses sorted, without its references and checks, and those, as they
/// would stand after the columns.
fn lift(clause: &[Token]) -> (String, Vec<String>) {
    const STARTS: [&str; 10] =
        ["constraint", "check", "references", "collate", "default", "primary", "unique", "not", "generated", "as"];
    let column = clause[0].text.clone();
    let is = |at: usize, word: &str| clause.get(at).is_some_and(|token: &Token| token.bare && token.text == word);
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    let mut depth = 0;
    for (at, token) in clause.iter().enumerate().filter(|(_, token)| token.bare) {
        match token.text.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            word if depth == 0 && at > 0 && STARTS.contains(&word) => {
                // `SET DEFAULT`, `GENERATED ALWAYS AS`, and what a name belongs to.
                let goes_on = is(at - 1, "set") || is(at - 1, "always") || (at >= 2 && is(at - 2, "constraint"));
                if !goes_on {
                    parts.push((start, at));
                    start = at;
                }
            }
            _ => {}
        }
    }
    parts.push((start, clause.len()));
    let mut own: Vec<String> = Vec::new();
    let mut lifted: Vec<String> = Vec::new();
    for (start, end) in parts {
        let first = if is(start, "constraint") { start + 2 } else { start };
        if start > 0 && (is(first, "references") || is(first, "check")) {
            let what = if is(first, "references") { format!("foreign key ( {column} ) ") } else { String::new() };
            lifted.push(format!("{}{what}{}", spell_with_room(&clause[start..first]), spell(&clause[first..end])));
        } else {
            own.push(spell(&clause[start..end]));
        }
    }
    own[1..].sort();
    (own.join(" "), lifted)
}

fn spell_with_room(tokens: &[Token]) -> String {
    if tokens.is_empty() { String::new() } else { format!("{} ", spell(tokens)) }
}

fn split(tokens: &[Token]) -> Vec<&[Token]> {
    let mut clauses = Vec::new();
    let (mut start, mut depth) = (0, 0);
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.bare) {
        match token.text.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            "," if depth == 0 => {
                clauses.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    clauses.push(&tokens[start..]);
    clauses
}

fn spell(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[derive(Clone, Debug)]
struct Token {
    /// Lower case, without the quotes of an identifier.
    text: String,
    /// Whether it stood without quotes.
    bare: bool,
}

fn tokens(sql: &str) -> Vec<Token> {
    let chars: Vec<char> = sql.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let rest = |offset: usize| chars.get(at + offset).copied().unwrap_or('\0');
        match c {
            _ if c.is_whitespace() => at += 1,
            '-' if rest(1) == '-' => {
                while at < chars.len() && chars[at] != '\n' {
                    at += 1;
                }
            }
            '/' if rest(1) == '*' => {
                at += 2;
                while at < chars.len() && !(chars[at] == '*' && chars.get(at + 1) == Some(&'/')) {
                    at += 1;
                }
                at += 2;
            }
            '\'' | '"' | '`' | '[' => {
                let close = if c == '[' { ']' } else { c };
                let mut text = String::new();
                at += 1;
                while at < chars.len() {
                    if chars[at] == close {
                        if close != ']' && chars.get(at + 1) == Some(&close) {
                            at += 1;
                        } else {
                            break;
                        }
                    }
                    text.push(chars[at]);
                    at += 1;
                }
                at += 1;
                let text = if c == '\'' { format!("'{text}'") } else { text.to_ascii_lowercase() };
                tokens.push(Token { text, bare: false });
            }
            _ if c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii() => {
                let start = at;
                while at < chars.len()
                    && (chars[at].is_alphanumeric() || "_$.".contains(chars[at]) || !chars[at].is_ascii())
                {
                    if chars[at] == '.' && !chars[start].is_ascii_digit() {
                        break;
                    }
                    at += 1;
                }
                let text: String = chars[start..at].iter().collect();
                tokens.push(Token { text: text.to_ascii_lowercase(), bare: true });
            }
            _ => {
                tokens.push(Token { text: c.to_string(), bare: true });
                at += 1;
            }
        }
    }
    tokens
}

#[test]
fn the_oracle_sees_what_differs_and_only_that() {
    let schema_of = |sql: &str| {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(sql).unwrap();
        schema(&connection)
    };
    let base = "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a TEXT, b INTEGER, CONSTRAINT f FOREIGN KEY (b) REFERENCES p (id) ON DELETE CASCADE, CHECK (b > 0));";
    for same in [
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a TEXT, b INTEGER CONSTRAINT f REFERENCES p (id) ON DELETE CASCADE CHECK (b > 0));",
        "CREATE TABLE \"p\" ([id] integer /* x */ primary key); create table t (a text, b integer constraint f references p(id) on delete cascade check (b>0));",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a TEXT, b INTEGER, CHECK (b > 0), CONSTRAINT f FOREIGN KEY (b) REFERENCES p (id) ON DELETE CASCADE);",
    ] {
        // The spelling of a type is part of it.
        let found: Vec<String> = schema_of(same).iter().map(|line| line.to_lowercase()).collect();
        let wanted: Vec<String> = schema_of(base).iter().map(|line| line.to_lowercase()).collect();
        assert_eq!(found, wanted);
    }
    for other in [
        ("b INTEGER", "b INTEGER NOT NULL"),
        ("b INTEGER", "b BIGINT"),
        ("a TEXT", "a TEXT COLLATE NOCASE"),
        ("a TEXT", "a TEXT DEFAULT 'x'"),
        ("a TEXT", "a TEXT UNIQUE"),
        ("a TEXT, b INTEGER", "b INTEGER, a TEXT"),
        ("CASCADE", "SET NULL"),
        ("CONSTRAINT f", "CONSTRAINT g"),
        ("b > 0", "b > 1"),
        ("0));", "0)) STRICT;"),
        ("PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT"),
        (");", "); CREATE INDEX i ON p (id);"),
    ] {
        assert_ne!(schema_of(&base.replacen(other.0, other.1, 1)), schema_of(base), "{other:?}");
    }
}
