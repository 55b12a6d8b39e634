//! `CREATE INDEX`.

use sqlite3_parser::ast::{Cmd, Expr, SortOrder, Stmt};
use sqlite3_parser::lexer::sql::{Parser, TokenType};
use sqlite3_parser::{Bump, FallibleIterator as _};

use super::text::{Text, dequote};
use super::{Read, Unreadable};
use schema_core::model::{Direction, Index, IndexKey, IndexPart, Name, Sql, Table};

/// Reads an index of this table.
pub(crate) fn read_index(sql: &str, name: &Name, table: &Table) -> Result<Read<Index>, Unreadable> {
    let bump = Bump::new();
    let mut parser = Parser::new(&bump, sql.as_bytes());
    let command = parser.next().map_err(|error| error.to_string())?;
    let Some(Cmd::Stmt(Stmt::CreateIndex { unique, columns, where_clause, .. })) = command else {
        return Err("it is no `create index`".to_owned());
    };

    let text = Text::new(sql)?;
    let on = find(&text, 0, TokenType::TK_ON)?;
    let open = find(&text, on, TokenType::TK_LP)?;
    let close = text.closing(open).ok_or("a bracket is not closed")?;
    let ranges = split(&text, open + 1, close);
    if ranges.len() != columns.len() {
        return Err("its columns cannot be told apart".to_owned());
    }

    let mut unsaid = Vec::new();
    let mut parts = Vec::new();
    for (column, (first, mut end)) in columns.iter().zip(ranges) {
        if column.nulls.is_some() {
            unsaid.push("the place of nulls in its order".to_owned());
            end = end.saturating_sub(2);
        }
        if column.order.is_some() {
            end = end.saturating_sub(1);
        }
        let (expr, collation) = match &column.expr {
            Expr::Collate(inner, collation) => {
                end = end.saturating_sub(2);
                (*inner, Some(dequote(collation)))
            }
            other => (other, None),
        };
        let slice = text.slice(first, end);
        let key = match expr {
            // Any single word is a column: SQLite takes a string that names one for it, too.
            Expr::Id(_) | Expr::Name(_) | Expr::Literal(_) if table.column_named(&dequote(slice)).is_some() => {
                IndexKey::Column(dequote(slice))
            }
            _ => IndexKey::Expr(Sql::new(slice)),
        };
        let direction = if column.order == Some(SortOrder::Desc) { Direction::Desc } else { Direction::Asc };
        parts.push(IndexPart { key, collation, direction });
    }

    let filter = match where_clause {
        Some(_) => {
            let at = find(&text, close, TokenType::TK_WHERE)?;
            let end = text.tokens.iter().position(|token| token.kind == TokenType::TK_SEMI);
            Some(Sql::new(text.slice(at + 1, end.unwrap_or(text.tokens.len()))))
        }
        None => None,
    };
    Ok(Read { value: Index { name: name.clone(), unique, parts, filter }, unsaid })
}

fn find(text: &Text<'_>, from: usize, kind: TokenType) -> Result<usize, Unreadable> {
    (from..text.tokens.len()).find(|at| text.kind(*at) == Some(kind)).ok_or_else(|| "it is cut short".to_owned())
}

/// The ranges of tokens between the commas of a list.
fn split(text: &Text<'_>, first: usize, end: usize) -> Vec<(usize, usize)> {
    let depth = text.tokens.get(first).map_or(0, |token| token.depth);
    let mut ranges = Vec::new();
    let mut start = first;
    for at in first..end {
        let token = &text.tokens[at];
        if token.kind == TokenType::TK_COMMA && token.depth == depth {
            ranges.push((start, at));
            start = at + 1;
        }
    }
    ranges.push((start, end));
    ranges
}
