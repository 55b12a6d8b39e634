//! What the arguments of a virtual table say, for the modules whose content can be copied.

use crate::model::{Name, SqlToken, VirtualTable};

/// How the content of a virtual table is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// An fts5 table with content of its own, and its columns (<https://sqlite.org/fts5.html>).
    Fts5(Vec<Name>),
    /// An fts5 table whose content is this table's or view's.
    External(Name),
    /// An R-tree: its id, its coordinates, and what else it keeps (<https://sqlite.org/rtree.html>).
    RTree { id: Name, coordinates: Vec<Name>, others: Vec<Name> },
    /// Anything else.
    Other,
}

/// How the content of a virtual table is kept.
pub(crate) fn content(table: &VirtualTable) -> Content {
    let tokens: Vec<SqlToken<'_>> = table.arguments.tokens().collect();
    let arguments: Vec<&[SqlToken<'_>]> =
        tokens.split(|token| matches!(token, SqlToken::Symbol(","))).filter(|argument| !argument.is_empty()).collect();
    match table.module.folded().as_str() {
        "fts5" => fts5(&arguments),
        "rtree" | "rtree_i32" => rtree(&arguments),
        _ => Content::Other,
    }
}

fn fts5(arguments: &[&[SqlToken<'_>]]) -> Content {
    let mut columns = Vec::new();
    for argument in arguments {
        match argument {
            [option, SqlToken::Symbol("="), value @ ..] => {
                if !named(option).is_some_and(|option| option.same(&"content".into())) {
                    continue;
                }
                return match value {
                    [value] => match named(value) {
                        Some(table) if !table.as_str().is_empty() => Content::External(table),
                        _ => Content::Other,
                    },
                    _ => Content::Other,
                };
            }
            [column, ..] => match named(column) {
                Some(column) => columns.push(column),
                None => return Content::Other,
            },
            [] => {}
        }
    }
    if columns.is_empty() { Content::Other } else { Content::Fts5(columns) }
}

fn rtree(arguments: &[&[SqlToken<'_>]]) -> Content {
    let mut plain = Vec::new();
    let mut others = Vec::new();
    for argument in arguments {
        let (list, token) = match argument {
            [SqlToken::Symbol("+"), token, ..] => (&mut others, token),
            [token, ..] => (&mut plain, token),
            [] => continue,
        };
        match named(token) {
            Some(name) => list.push(name),
            None => return Content::Other,
        }
    }
    if plain.len() < 3 {
        return Content::Other;
    }
    let id = plain.remove(0);
    Content::RTree { id, coordinates: plain, others }
}

fn named(token: &SqlToken<'_>) -> Option<Name> {
    match token {
        SqlToken::Word(word) => Some(Name::new(word.as_ref())),
        SqlToken::Text(text) => Some(Name::new(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))),
        SqlToken::Number(_) | SqlToken::Symbol(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_say_where_the_content_is() {
        let of = |module: &str, arguments: &str| content(&VirtualTable::new("t", module, arguments));
        let names = |list: &[&str]| list.iter().map(|name| Name::from(*name)).collect::<Vec<_>>();
        assert_eq!(of("FTS5", "a, \"b c\" UNINDEXED, tokenize = 'porter ascii'"), Content::Fts5(names(&["a", "b c"])));
        assert_eq!(of("fts5", "a, content='docs', content_rowid='id'"), Content::External("docs".into()));
        assert_eq!(of("fts5", "a, content=[my docs]"), Content::External("my docs".into()));
        assert_eq!(of("fts5", "a, content=''"), Content::Other);
        assert_eq!(of("fts4", "a"), Content::Other);
        assert_eq!(
            of("rtree", "id, x0, x1, +label TEXT"),
            Content::RTree { id: "id".into(), coordinates: names(&["x0", "x1"]), others: names(&["label"]) }
        );
    }
}
