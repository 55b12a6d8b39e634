//! An old table in the names of the new model, so that what merely follows a rename is no change.

use std::collections::BTreeMap;

use super::pairs::{self, Pairs};
use crate::model::{
    Check, Column, ForeignKey, Generated, Index, IndexKey, KeyColumn, Model, Name, PrimaryKey, Sql, SqlToken, Table,
    Transition, Unique,
};

/// What every old name became.
#[derive(Debug, Default)]
pub(super) struct Renames {
    /// Old table name to new; tables that are gone are not in it.
    tables: BTreeMap<Name, Name>,
    /// Old table to old column to new column, where it differs.
    columns: BTreeMap<Name, BTreeMap<Name, Name>>,
}

impl Renames {
    pub(super) fn new(from: &Model, to: &Model, transition: &Transition, pairs: &Pairs) -> Self {
        let mut renames = Self::default();
        for (after, before) in to.tables.iter().zip(&pairs.before) {
            let Some(before) = before.and_then(|index| from.tables.get(index)) else { continue };
            if before.name != after.name {
                renames.tables.insert(before.name.clone(), after.name.clone());
            }
            let columns = pairs::columns(before, after, transition);
            for (column, old) in after.columns.iter().zip(&columns.before) {
                if let Some(old) = old.and_then(|index| before.columns.get(index))
                    && old.name != column.name
                {
                    let columns = renames.columns.entry(before.name.clone()).or_default();
                    columns.insert(old.name.clone(), column.name.clone());
                }
            }
        }
        renames
    }

    /// Whether the table, its columns and what it references are called as they were.
    pub(super) fn pass(&self, table: &Table) -> bool {
        let passes = |name: &Name| !self.tables.contains_key(name) && !self.columns.contains_key(name);
        passes(&table.name) && table.foreign_keys.iter().all(|key| passes(&key.table))
    }

    fn table(&self, old: &Name) -> Name {
        self.tables.get(old).unwrap_or(old).clone()
    }

    fn column(&self, table: &Name, old: &Name) -> Name {
        self.columns.get(table).and_then(|columns| columns.get(old)).unwrap_or(old).clone()
    }

    fn list(&self, table: &Name, old: &[Name]) -> Vec<Name> {
        old.iter().map(|name| self.column(table, name)).collect()
    }

    fn key(&self, table: &Name, old: &[KeyColumn]) -> Vec<KeyColumn> {
        old.iter().map(|column| KeyColumn { name: self.column(table, &column.name), ..column.clone() }).collect()
    }

    /// The expression with the table's old columns by their new names, and the table itself too. Only
    /// for comparison: every word of it is quoted.
    fn expr(&self, table: &Name, expr: &Sql) -> Sql {
        let columns = self.columns.get(table);
        if columns.is_none() && !self.tables.contains_key(table) {
            return expr.clone();
        }
        let columns = || columns.into_iter().flatten();
        let mut text = String::new();
        for token in expr.tokens() {
            match token {
                SqlToken::Word(word) => {
                    let old = columns().find(|(column, _)| column.as_str().eq_ignore_ascii_case(&word));
                    let new = match old {
                        Some((_, new)) => new.as_str(),
                        None if table.as_str().eq_ignore_ascii_case(&word) => {
                            self.tables.get(table).unwrap_or(table).as_str()
                        }
                        None => &word,
                    };
                    text.push('"');
                    text.push_str(&new.replace('"', "\"\""));
                    text.push('"');
                }
                SqlToken::Text(part) | SqlToken::Number(part) | SqlToken::Symbol(part) => text.push_str(part),
            }
            text.push(' ');
        }
        Sql::new(text)
    }

    pub(super) fn column_of(&self, table: &Name, column: &Column, name: &Name) -> Column {
        let mut column = column.clone();
        column.name = name.clone();
        if let Some(Generated { expr, .. }) = &mut column.generated {
            *expr = self.expr(table, expr);
        }
        column
    }

    pub(super) fn primary_key(&self, table: &Name, key: &PrimaryKey) -> PrimaryKey {
        PrimaryKey { columns: self.key(table, &key.columns), ..key.clone() }
    }

    pub(super) fn foreign_key(&self, table: &Name, key: &ForeignKey) -> ForeignKey {
        ForeignKey {
            columns: self.list(table, &key.columns),
            table: self.table(&key.table),
            references: self.list(&key.table, &key.references),
            ..key.clone()
        }
    }

    pub(super) fn unique(&self, table: &Name, unique: &Unique) -> Unique {
        Unique { columns: self.key(table, &unique.columns), ..unique.clone() }
    }

    pub(super) fn check(&self, table: &Name, check: &Check) -> Check {
        Check { expr: self.expr(table, &check.expr), ..check.clone() }
    }

    pub(super) fn index(&self, table: &Name, index: &Index) -> Index {
        let mut index = index.clone();
        for part in &mut index.parts {
            part.key = match &part.key {
                IndexKey::Column(name) => IndexKey::Column(self.column(table, name)),
                IndexKey::Expr(expr) => IndexKey::Expr(self.expr(table, expr)),
            };
        }
        index.filter = index.filter.map(|filter| self.expr(table, &filter));
        index
    }
}
