//! Virtual tables.

use std::borrow::Cow;

use super::{Name, Sql, SqlToken};

/// A virtual table (<https://sqlite.org/vtab.html>): what it holds is its module's business, and so are
/// its columns. The tables that a module keeps its content in are no part of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualTable {
    /// Its name, of one kind with those of tables and indexes.
    pub name: Name,
    /// Its doc comment, a line each, without the comment marks.
    pub docs: Vec<String>,
    /// The module that makes it: `fts5`, `rtree`.
    pub module: Name,
    /// What stands in the module's brackets: `title, body, content='docs'`. May be empty.
    pub arguments: Sql,
}

impl VirtualTable {
    /// A virtual table of this module.
    pub fn new(name: impl Into<Name>, module: impl Into<Name>, arguments: impl AsRef<str>) -> Self {
        Self { name: name.into(), docs: Vec::new(), module: module.into(), arguments: Sql::new(arguments) }
    }

    /// What stands after `USING` in `CREATE VIRTUAL TABLE`, with the module as it is where that is a plain
    /// word, and in quotes else.
    ///
    /// ```
    /// use schema_core::model::VirtualTable;
    ///
    /// assert_eq!(VirtualTable::new("t", "fts5", "a, b").definition(), "fts5(a, b)");
    /// ```
    pub fn definition(&self) -> String {
        let module = self.module.as_str();
        let plain = module.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && module.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let module = if plain { module.to_owned() } else { self.module.quoted() };
        if self.arguments.as_str().is_empty() { module } else { format!("{module}({})", self.arguments) }
    }

    /// The module and the arguments of what stands after `USING`; `None` where it is no such text.
    ///
    /// ```
    /// use schema_core::model::VirtualTable;
    ///
    /// let (module, arguments) = VirtualTable::read_definition("fts5(a, b)").unwrap();
    /// assert_eq!((module.as_str(), arguments.as_str()), ("fts5", "a, b"));
    /// assert!(VirtualTable::read_definition("fts5(a, b").is_none());
    /// ```
    pub fn read_definition(text: &str) -> Option<(Name, Sql)> {
        let text = text.trim();
        // A module in quotes may have a bracket in its name.
        let skipped = match text.chars().next()? {
            '"' => quoted(text, '"')?,
            '`' => quoted(text, '`')?,
            '[' => text.find(']')? + 1,
            _ => 0,
        };
        let open = text[skipped..].find('(').map(|at| at + skipped);
        let front = Sql::new(&text[..open.unwrap_or(text.len())]);
        let mut tokens = front.tokens();
        let module = match tokens.next()? {
            SqlToken::Word(word) => Name::new(Cow::into_owned(word)),
            _ => return None,
        };
        if tokens.next().is_some() {
            return None;
        }
        let arguments = match open {
            Some(open) => text[open + 1..].strip_suffix(')')?,
            None => "",
        };
        Some((module, Sql::new(arguments)))
    }
}

/// The length of a quoted name at the start of the text, where a doubled quote does not end it.
fn quoted(text: &str, mark: char) -> Option<usize> {
    let mut from = 1;
    loop {
        let end = from + text.get(from..)?.find(mark)? + 1;
        if !text[end..].starts_with(mark) {
            return Some(end);
        }
        from = end + 1;
    }
}
