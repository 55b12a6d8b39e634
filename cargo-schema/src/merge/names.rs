//! What things are called: on either side, and in the end.

use std::collections::BTreeMap;

use schema_core::model::{
    Check, Column, ForeignKey, Generated, Index, IndexKey, KeyColumn, Model, Name, Sql, SqlToken, Table, Transition,
    convention,
};

use super::Side;
use super::three::Conflicts;

/// What the tables and columns of a side were called in the model that both sides began with. What is new since is not
/// in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lineage {
    /// Its tables by the names that they have now.
    tables: BTreeMap<Name, Origin>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    name: Name,
    /// (Now, then.)
    columns: BTreeMap<Name, Name>,
}

impl Lineage {
    /// At the beginning: everything is called what it is called.
    pub(crate) fn start(model: &Model) -> Self {
        let origin = |table: &Table| {
            let columns = table.columns.iter().map(|column| (column.name.clone(), column.name.clone())).collect();
            (table.name.clone(), Origin { name: table.name.clone(), columns })
        };
        Self { tables: model.tables.iter().map(origin).collect() }
    }

    /// After one more revision.
    pub(crate) fn after(&self, from: &Model, to: &Model, transition: &Transition) -> Self {
        let mut next = Self::default();
        for table in &to.tables {
            let before = transition.table_before(&table.name).unwrap_or(&table.name);
            // What was renamed away left its name to somebody else.
            let is_away = transition.rename_tables.iter().any(|it| it.from == *before && it.to != table.name);
            let Some(old) = from.table_named(before).filter(|_| !is_away) else { continue };
            let Some(origin) = self.tables.get(&old.name) else { continue };
            let mut columns = BTreeMap::new();
            for column in &table.columns {
                let before = transition.column_before(&table.name, &column.name).unwrap_or(&column.name);
                let is_away = transition
                    .rename_columns
                    .iter()
                    .any(|it| it.table == table.name && it.from == *before && it.to != column.name);
                let Some(old) = old.column_named(before).filter(|_| !is_away) else { continue };
                if let Some(then) = origin.columns.get(&old.name) {
                    columns.insert(column.name.clone(), then.clone());
                }
            }
            next.tables.insert(table.name.clone(), Origin { name: origin.name.clone(), columns });
        }
        next
    }

    /// Where what `then` was has these `names` now: what is left of it is called as it was called there.
    pub(super) fn renamed(then: &Model, names: &Names, now: &Model) -> Self {
        let there: BTreeMap<String, &Table> = now.tables.iter().map(|table| (table.name.folded(), table)).collect();
        let mut made = Self::default();
        for table in &then.tables {
            let Some(found) = there.get(&names.of_table(&table.name).folded()) else { continue };
            let column = |column: &Column| {
                let found = found.column_named(&names.of_column(&table.name, &column.name))?;
                Some((found.name.clone(), column.name.clone()))
            };
            let columns = table.columns.iter().filter_map(column).collect();
            made.tables.insert(found.name.clone(), Origin { name: table.name.clone(), columns });
        }
        made
    }

    /// What the names of then are now.
    pub(crate) fn names(&self) -> Names {
        let mut names = Names::default();
        for (now, Origin { name, columns }) in &self.tables {
            names.table(name, now);
            columns.iter().for_each(|(now, then)| names.column(name, then, now));
        }
        names
    }

    /// What a table of then is called now; `None` where it is gone.
    fn table_now(&self, then: &Name) -> Option<&Name> {
        self.tables.iter().find(|(_, origin)| origin.name == *then).map(|(now, _)| now)
    }

    /// What a column of then is called now.
    fn column_now(&self, table: &Name, then: &Name) -> Option<&Name> {
        let origin = self.tables.values().find(|origin| origin.name == *table)?;
        origin.columns.iter().find(|(_, old)| *old == then).map(|(now, _)| now)
    }
}

/// What the names of a model become: of tables, and of each table's columns, by the names before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    tables: BTreeMap<Name, Name>,
    columns: BTreeMap<(Name, Name), Name>,
}

/// The names of all three models in the end.
pub(super) struct Settled {
    pub(super) base: Names,
    pub(super) ours: Names,
    pub(super) theirs: Names,
}

/// Settles what everything is called: what one side renamed has its new name.
pub(super) fn settle(base: &Model, ours: &Side, theirs: &Side, conflicts: &mut Conflicts) -> Settled {
    let mut settled = Settled { base: Names::default(), ours: Names::default(), theirs: Names::default() };
    for table in &base.tables {
        let then = &table.name;
        let (a, b) = (ours.lineage.table_now(then), theirs.lineage.table_now(then));
        let end = end(&format!("table `{then}`"), then, a, b, conflicts);
        settled.base.table(then, &end);
        a.into_iter().for_each(|a| settled.ours.table(a, &end));
        b.into_iter().for_each(|b| settled.theirs.table(b, &end));
        for column in &table.columns {
            let then_column = &column.name;
            let (c, d) = (ours.lineage.column_now(then, then_column), theirs.lineage.column_now(then, then_column));
            let end = self::end(&format!("column `{then}.{then_column}`"), then_column, c, d, conflicts);
            settled.base.column(then, then_column, &end);
            if let (Some(a), Some(c)) = (a, c) {
                settled.ours.column(a, c, &end);
            }
            if let (Some(b), Some(d)) = (b, d) {
                settled.theirs.column(b, d, &end);
            }
        }
    }
    settled
}

/// What one thing is called in the end.
fn end(what: &str, then: &Name, ours: Option<&Name>, theirs: Option<&Name>, conflicts: &mut Conflicts) -> Name {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours != then && theirs != then && ours != theirs => {
            conflicts.between(what, &format!("renames it to `{ours}`"), &format!("renames it to `{theirs}`"));
            ours.clone()
        }
        (Some(ours), None) if ours != then => {
            conflicts.between(what, &format!("renames it to `{ours}`"), "drops it");
            ours.clone()
        }
        (None, Some(theirs)) if theirs != then => {
            conflicts.between(what, "drops it", &format!("renames it to `{theirs}`"));
            theirs.clone()
        }
        (Some(ours), _) if ours != then => ours.clone(),
        (_, Some(theirs)) => theirs.clone(),
        _ => then.clone(),
    }
}

impl Names {
    fn table(&mut self, before: &Name, after: &Name) {
        if before != after {
            self.tables.insert(before.clone(), after.clone());
        }
    }

    fn column(&mut self, table: &Name, before: &Name, after: &Name) {
        if before != after {
            self.columns.insert((table.clone(), before.clone()), after.clone());
        }
    }

    /// What a table is called in the end.
    pub(crate) fn of_table(&self, before: &Name) -> Name {
        self.tables.get(before).unwrap_or(before).clone()
    }

    /// What a column is called in the end; its table goes by the name before.
    pub(crate) fn of_column(&self, table: &Name, before: &Name) -> Name {
        self.columns.get(&(table.clone(), before.clone())).unwrap_or(before).clone()
    }

    /// An expression over the rows of a table, in the names of the end.
    pub(crate) fn of_sql(&self, table: &Name, sql: &Sql) -> Sql {
        let renamed = |word: &str| {
            let column = self.columns.iter().find(|((owner, column), _)| owner == table && is(column, word));
            let of_table =
                || self.tables.iter().find(|(before, _)| *before == table && is(before, word)).map(|it| it.1);
            column.map(|(_, after)| after).or_else(of_table)
        };
        respelled(sql, &renamed)
    }

    /// A text that may name any table or column, in the names of the end. A column whose name another table
    /// has too is left alone.
    fn of_object(&self, model: &Model, sql: &Sql) -> Sql {
        let renamed = |word: &str| {
            if let Some((_, after)) = self.tables.iter().find(|(before, _)| is(before, word)) {
                return Some(after);
            }
            let owners = model.tables.iter().filter(|table| table.columns.iter().any(|column| is(&column.name, word)));
            let mut found = self.columns.iter().filter(|((_, column), _)| is(column, word));
            match (owners.count(), found.next(), found.next()) {
                (1, Some((_, after)), None) => Some(after),
                _ => None,
            }
        };
        respelled(sql, &renamed)
    }

    /// The model in the names of the end. A name that the convention made follows the names that it was made of.
    pub(super) fn apply(&self, model: &Model) -> Model {
        if self.tables.is_empty() && self.columns.is_empty() {
            return model.clone();
        }
        let mut made = model.clone();
        for table in &mut made.tables {
            *table = self.apply_table(table);
        }
        made.views.iter_mut().for_each(|view| view.sql = self.of_object(model, &view.sql));
        made.triggers.iter_mut().for_each(|trigger| trigger.sql = self.of_object(model, &trigger.sql));
        made
    }

    fn apply_table(&self, table: &Table) -> Table {
        let owner = &table.name;
        let mut made = Table { name: self.of_table(owner), ..table.clone() };
        for column in &mut made.columns {
            column.name = self.of_column(owner, &column.name);
            if let Some(Generated { expr, .. }) = &mut column.generated {
                *expr = self.of_sql(owner, expr);
            }
        }
        let key = |columns: &mut Vec<KeyColumn>| {
            columns.iter_mut().for_each(|column| column.name = self.of_column(owner, &column.name));
        };
        made.primary_key.iter_mut().for_each(|primary| key(&mut primary.columns));
        let free = |_: &Name| false;
        for unique in &mut made.uniques {
            let was = convention::unique(owner, &unique.columns, free);
            key(&mut unique.columns);
            if unique.name.as_ref() == Some(&was) {
                unique.name = Some(convention::unique(&made.name, &unique.columns, free));
            }
        }
        for ForeignKey { name, columns, table: target, references, .. } in &mut made.foreign_keys {
            let was = convention::foreign_key(owner, columns, free);
            columns.iter_mut().for_each(|column| *column = self.of_column(owner, column));
            references.iter_mut().for_each(|column| *column = self.of_column(target, column));
            *target = self.of_table(target);
            if name.as_ref() == Some(&was) {
                *name = Some(convention::foreign_key(&made.name, columns, free));
            }
        }
        for Check { name, expr } in &mut made.checks {
            let was = convention::check(owner, expr, &table.columns, free);
            *expr = self.of_sql(owner, expr);
            if name.as_ref() == Some(&was) {
                *name = Some(convention::check(&made.name, expr, &made.columns, free));
            }
        }
        for index in &mut made.indexes {
            *index = self.apply_index(table, index, &made.name, &made.columns);
        }
        made
    }

    fn apply_index(&self, table: &Table, index: &Index, name: &Name, columns: &[Column]) -> Index {
        let free = |_: &Name| false;
        let mut made = index.clone();
        for part in &mut made.parts {
            part.key = match &part.key {
                IndexKey::Column(column) => IndexKey::Column(self.of_column(&table.name, column)),
                IndexKey::Expr(expr) => IndexKey::Expr(self.of_sql(&table.name, expr)),
            };
        }
        made.filter = index.filter.as_ref().map(|filter| self.of_sql(&table.name, filter));
        if index.name == convention::index(&table.name, index.unique, &index.parts, &table.columns, free) {
            made.name = convention::index(name, made.unique, &made.parts, columns, free);
        }
        made
    }
}

fn is(name: &Name, word: &str) -> bool {
    name.as_str().eq_ignore_ascii_case(word)
}

/// The text with other words; as it was where none is another.
fn respelled<'a>(sql: &Sql, renamed: &impl Fn(&str) -> Option<&'a Name>) -> Sql {
    let is_other = |token: SqlToken<'_>| matches!(token, SqlToken::Word(word) if renamed(&word).is_some());
    if !sql.tokens().any(is_other) {
        return sql.clone();
    }
    let mut parts: Vec<String> = Vec::new();
    for token in sql.tokens() {
        parts.push(match token {
            SqlToken::Word(word) => match renamed(&word) {
                Some(after) => after.quoted(),
                None if word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') => word.to_string(),
                None => Name::new(word.as_ref()).quoted(),
            },
            SqlToken::Text(text) | SqlToken::Number(text) | SqlToken::Symbol(text) => text.to_string(),
        });
    }
    Sql::new(parts.join(" "))
}
