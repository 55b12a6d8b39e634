//! Does a view or a trigger name nothing but what is there?
//!
//! When SQLite renames or drops anything, it reads every view and trigger of the database, and stops at one
//! that names what is not there. Such a one may have been broken for years; it goes before and comes back as
//! it was. So that is asked of the tokens here. Whatever they leave open counts as broken: that costs two
//! statements, never a row.

use std::collections::{BTreeMap, BTreeSet};

use super::module::{Content, content};
use crate::model::{Model, Name, Sql, SqlToken};

/// All that a query can read, with the words that may be columns of it.
pub(super) struct There {
    /// Every table, view and virtual table; its columns, where they are known.
    columns: BTreeMap<String, Option<BTreeSet<String>>>,
}

impl There {
    /// What is in a model.
    pub(super) fn new(model: &Model) -> Self {
        let rowid = || ["rowid", "oid", "_rowid_"].map(str::to_owned);
        let mut columns = BTreeMap::new();
        for table in &model.tables {
            let names = table.columns.iter().map(|column| column.name.folded());
            let rowid = rowid().into_iter().filter(|_| !table.without_rowid);
            columns.insert(table.name.folded(), Some(names.chain(rowid).collect()));
        }
        for table in &model.virtual_tables {
            let own = match content(table) {
                Content::Fts5(names) => names,
                Content::RTree { id, coordinates, others } => {
                    [id].into_iter().chain(coordinates).chain(others).collect()
                }
                Content::External(_) | Content::Other => {
                    columns.insert(table.name.folded(), None);
                    continue;
                }
            };
            let hidden = [table.name.folded(), "rank".to_owned()];
            let names = own.iter().map(Name::folded).chain(hidden).chain(rowid());
            columns.insert(table.name.folded(), Some(names.collect()));
        }
        let mut there = Self { columns };
        // What a view calls its columns stands anywhere in its text.
        for view in &model.views {
            there.columns.insert(view.name.folded(), None);
        }
        there
    }

    /// Whether each word is known for what it stands for.
    pub(super) fn is_whole(&self, sql: &Sql) -> bool {
        let text = Text::new(sql);
        let own = text.own();
        let sources = match self.sources(&text, &own) {
            Some(sources) => sources,
            None => return false,
        };
        // The columns of what the tokens do not tell may be called anything.
        let all: Option<BTreeSet<&str>> = sources.values().try_fold(BTreeSet::new(), |mut all, source| {
            all.extend((*source)?.iter().map(String::as_str));
            Some(all)
        });
        (0..text.tokens.len()).all(|at| {
            let Some(word) = text.word(at) else { return true };
            let is_name = text.is_symbol(at + 1, ".") || text.is_symbol(at + 1, "(");
            if is_name || text.is_bare_keyword(at) {
                return true;
            }
            let before = at.checked_sub(1).map(|before| &text.tokens[before]);
            let is_introduced =
                |words: &[&str]| before.is_some_and(|before| words.iter().any(|word| before.is_keyword(word)));
            if at >= 2 && text.is_symbol(at - 1, ".") {
                let Some(qualifier) = text.word(at - 2) else { return true };
                return match sources.get(qualifier.as_str()) {
                    Some(Some(columns)) => columns.contains(&word),
                    // `main.t`, `new.a`, a query in the text.
                    Some(None) | None => {
                        all.as_ref().is_none_or(|all| all.contains(word.as_str()))
                            || self.columns.contains_key(&word)
                            || own.contains(&word)
                    }
                };
            }
            is_introduced(&["as", "collate"])
                || self.columns.contains_key(&word)
                || own.contains(&word)
                || sources.contains_key(word.as_str())
                || all.as_ref().is_none_or(|all| all.contains(word.as_str()))
        })
    }

    /// What the text reads and writes, by the names that it calls it by; `None` where something is not there.
    fn sources<'a>(
        &'a self,
        text: &Text<'_>,
        own: &BTreeSet<String>,
    ) -> Option<BTreeMap<String, Option<&'a BTreeSet<String>>>> {
        let mut sources = BTreeMap::new();
        for at in 0..text.tokens.len() {
            let opens = ["from", "join", "into", "update", "on"].iter().any(|word| text.tokens[at].is_keyword(word));
            let is_on = text.tokens[at].is_keyword("on");
            // A further table of a list; any other comma is followed by what is no table.
            let goes_on = text.is_symbol(at, ",");
            if !opens && !goes_on {
                continue;
            }
            let at = if text.is_symbol(at + 2, ".") && !goes_on && !is_on { at + 3 } else { at + 1 };
            let is_name = !text.is_symbol(at + 1, "(") && !text.is_bare_keyword(at);
            let Some(name) = text.word(at).filter(|_| is_name) else { continue };
            match self.columns.get(&name) {
                Some(columns) => {
                    let alias = if text.tokens.get(at + 1).is_some_and(|token| token.is_keyword("as")) {
                        at + 2
                    } else {
                        at + 1
                    };
                    if let Some(alias) = text.word(alias).filter(|_| !text.is_bare_keyword(alias)) {
                        sources.insert(alias, columns.as_ref());
                    }
                    sources.insert(name, columns.as_ref());
                }
                None if goes_on || is_on || own.contains(&name) || name == "of" => {}
                None if ["sqlite_", "pragma_"].iter().any(|prefix| name.starts_with(prefix)) => {
                    sources.insert(name, None);
                }
                None => return None,
            }
        }
        Some(sources)
    }
}

/// The tokens of a text.
struct Text<'a> {
    tokens: Vec<SqlToken<'a>>,
}

impl<'a> Text<'a> {
    fn new(sql: &'a Sql) -> Self {
        Self { tokens: sql.tokens().collect() }
    }

    /// The word at this place, folded.
    fn word(&self, at: usize) -> Option<String> {
        match self.tokens.get(at) {
            Some(SqlToken::Word(word)) => Some(word.to_ascii_lowercase()),
            _ => None,
        }
    }

    fn is_symbol(&self, at: usize, symbol: &str) -> bool {
        matches!(self.tokens.get(at), Some(SqlToken::Symbol(it)) if *it == symbol)
    }

    fn is_bare_keyword(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| KEYWORDS.iter().any(|word| token.is_keyword(word)))
    }

    /// What the text calls its own: `x AS (`, `x (a, b) AS (`, `… AS x`, `(…) x`, `expr x`.
    fn own(&self) -> BTreeSet<String> {
        let mut own = BTreeSet::new();
        for at in 1..self.tokens.len() {
            if self.tokens[at].is_keyword("as") {
                own.extend(self.word(at + 1).filter(|_| !self.is_bare_keyword(at + 1)));
                if self.is_symbol(at + 1, "(") {
                    let end = at - 1;
                    let open = (0..at).rev().find(|open| self.is_symbol(*open, "("));
                    match open.filter(|_| self.is_symbol(end, ")")) {
                        Some(open) => own.extend((open.saturating_sub(1)..end).filter_map(|at| self.word(at))),
                        None => own.extend(self.word(end)),
                    }
                }
            }
            let follows = match &self.tokens[at - 1] {
                SqlToken::Symbol(")") | SqlToken::Text(_) | SqlToken::Number(_) => true,
                SqlToken::Word(_) => !self.is_bare_keyword(at - 1) || self.tokens[at - 1].is_keyword("end"),
                SqlToken::Symbol(_) => false,
            };
            if follows && !self.is_bare_keyword(at) {
                own.extend(self.word(at));
            }
        }
        own
    }
}

/// The words of SQLite's grammar (<https://sqlite.org/lang_keywords.html>) that may stand in a view or a trigger.
/// One that is missing here counts for a name.
const KEYWORDS: [&str; 119] = [
    "abort",
    "after",
    "all",
    "and",
    "as",
    "asc",
    "before",
    "begin",
    "between",
    "by",
    "case",
    "cast",
    "collate",
    "conflict",
    "cross",
    "current",
    "current_date",
    "current_time",
    "current_timestamp",
    "deferred",
    "delete",
    "desc",
    "distinct",
    "do",
    "each",
    "else",
    "end",
    "escape",
    "except",
    "exclude",
    "exists",
    "fail",
    "filter",
    "first",
    "following",
    "for",
    "from",
    "full",
    "glob",
    "group",
    "groups",
    "having",
    "if",
    "ignore",
    "immediate",
    "in",
    "indexed",
    "inner",
    "insert",
    "instead",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "last",
    "left",
    "like",
    "limit",
    "match",
    "materialized",
    "natural",
    "new",
    "no",
    "not",
    "nothing",
    "notnull",
    "null",
    "nulls",
    "of",
    "offset",
    "old",
    "on",
    "or",
    "order",
    "others",
    "outer",
    "over",
    "partition",
    "preceding",
    "raise",
    "range",
    "recursive",
    "regexp",
    "replace",
    "returning",
    "right",
    "rollback",
    "row",
    "rows",
    "select",
    "set",
    "then",
    "ties",
    "to",
    "true",
    "false",
    "unbounded",
    "union",
    "unique",
    "update",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
    "without",
    "excluded",
    "integer",
    "text",
    "real",
    "blob",
    "numeric",
    "int",
    "varchar",
    "char",
    "date",
    "datetime",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, Table, Type, View, VirtualTable};

    fn there() -> There {
        let table = |name: &str, columns: &[&str]| Table {
            columns: columns.iter().map(|name| Column::new(*name, Type::Integer)).collect(),
            ..Table::new(name)
        };
        let mut model = Model::of_tables(vec![table("a", &["x", "y z"]), table("b c", &["x", "w"])]);
        model.views.push(View::new("v", "SELECT x AS anything FROM a"));
        model.virtual_tables.push(VirtualTable::new("found", "fts5", "title, body"));
        There::new(&model)
    }

    #[test]
    fn what_names_what_is_there_is_whole() {
        for whole in [
            "SELECT x FROM a JOIN main.\"B C\" ON 1",
            "WITH y (n) AS (SELECT 1), z AS (SELECT 2) SELECT * FROM y JOIN z, json_each(y.n) JOIN sqlite_schema",
            "AFTER UPDATE ON a BEGIN INSERT INTO a VALUES (1); DELETE FROM [b c]; UPDATE a SET x = 1; END",
            "AFTER UPDATE OF x, \"y z\" ON a WHEN new.x <> old.\"y z\" BEGIN SELECT RAISE(ABORT, 'no'); END",
            "SELECT 'from b'",
            "SELECT t.x, u.w, t.rowid, count(*) total FROM a AS t LEFT JOIN \"b c\" u ON t.x = u.x ORDER BY total",
            "SELECT anything FROM v",
            "SELECT title, rank FROM found WHERE found MATCH 'x' ORDER BY rank",
            "SELECT CASE WHEN x THEN 1 ELSE 2 END kind, sub.n FROM (SELECT w AS n FROM \"b c\") AS sub, a",
            "SELECT sum(x) OVER (PARTITION BY \"y z\" ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM a",
        ] {
            assert!(there().is_whole(&Sql::new(whole)), "{whole}");
        }
    }

    #[test]
    fn what_names_what_is_not_there_is_found() {
        for broken in [
            "SELECT x FROM b",
            "AFTER INSERT ON a BEGIN INSERT INTO \"z\" VALUES (1); END",
            "SELECT 1 FROM a JOIN d",
            "SELECT nope FROM a",
            "SELECT w FROM a",
            "SELECT t.w FROM a AS t JOIN \"b c\" AS u",
            "SELECT a.nope FROM a JOIN v",
            "AFTER INSERT ON a BEGIN UPDATE a SET nope = 1; END",
            "AFTER INSERT ON a BEGIN UPDATE a SET x = new.nope; END",
        ] {
            assert!(!there().is_whole(&Sql::new(broken)), "{broken}");
        }
    }
}
