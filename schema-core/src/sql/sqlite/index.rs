//! `CREATE INDEX`.

use super::quote::name;
use crate::model::{Direction, Index, IndexKey, IndexPart, Name, Sql};

/// The statement that creates an index of this table.
pub(super) fn create(table: &Name, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let parts: Vec<String> = index.parts.iter().map(part).collect();
    let mut text = format!("CREATE {unique}INDEX {} ON {} ({})", name(&index.name), name(table), parts.join(", "));
    if let Some(filter) = &index.filter {
        text.push_str(" WHERE ");
        text.push_str(&expression(filter));
    }
    text
}

fn part(part: &IndexPart) -> String {
    let mut text = match &part.key {
        IndexKey::Column(column) => name(column),
        IndexKey::Expr(expr) => expression(expr),
    };
    if let Some(collation) = &part.collation {
        text.push_str(&format!(" COLLATE {}", name(collation)));
    }
    if part.direction == Direction::Desc {
        text.push_str(" DESC");
    }
    text
}

/// As it stands, since it is read back so, brackets and all.
fn expression(expr: &Sql) -> String {
    let end = if expr.as_str().contains("--") { "\n" } else { "" };
    format!("{expr}{end}")
}
