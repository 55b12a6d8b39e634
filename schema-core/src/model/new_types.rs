//! The types that columns have by `as new`: their own, and those of what they reference.
//!
//! ```text
//! table products { id integer primary key as new ProductId }
//! table tests    { product_id integer references products (id) }        ProductId
//! table results  { product_id integer references tests (product_id) }   ProductId
//! table counts   { product_id integer references products (id) as i64 } i64, and so is what references it
//! ```

use std::collections::BTreeMap;

use super::{Column, Model, RustType, Table};

/// A type that a column makes.
#[derive(Clone, Copy, Debug)]
pub struct NewType<'a> {
    /// Its name in Rust.
    pub name: &'a str,
    /// The table of the column that makes it.
    pub table: &'a Table,
    /// The column that makes it.
    pub column: &'a Column,
}

/// The types that the columns of a model make, ready to be asked for.
#[derive(Clone, Debug)]
pub struct NewTypes<'a> {
    /// The tables by their names, as SQL compares them; none where no column makes a type.
    tables: BTreeMap<String, &'a Table>,
}

impl<'a> NewTypes<'a> {
    /// Those of this model.
    pub fn of(model: &'a Model) -> Self {
        let mut tables = BTreeMap::new();
        if all(model).next().is_some() {
            for table in &model.tables {
                tables.entry(table.name.folded()).or_insert(table);
            }
        }
        Self { tables }
    }

    /// The type of a column that makes one or that gets one by its references. More than one is a fault:
    /// the column references what has different types.
    ///
    /// References may go round in a circle; each column is looked at once.
    pub fn column(&self, table: &'a Table, column: &'a Column) -> Vec<NewType<'a>> {
        let mut found: Vec<NewType<'a>> = Vec::new();
        let mut seen: Vec<&Column> = Vec::new();
        let mut next = vec![(table, column)];
        while let Some((table, column)) = next.pop() {
            if seen.iter().any(|seen| std::ptr::eq(*seen, column)) {
                continue;
            }
            seen.push(column);
            match &column.rust_type {
                Some(RustType::New(name)) => {
                    if found.iter().all(|found| found.name != name) {
                        found.push(NewType { name, table, column });
                    }
                }
                Some(RustType::Named(_)) => {}
                None if self.tables.is_empty() => {}
                None => {
                    // The last one that is pushed is looked at first.
                    let start = next.len();
                    for key in &table.foreign_keys {
                        let Some(&target) = self.tables.get(&key.table.folded()) else { continue };
                        for (from, to) in key.columns.iter().zip(&key.references) {
                            if from.same(&column.name) {
                                next.extend(target.column_named(to).map(|column| (target, column)));
                            }
                        }
                    }
                    next[start..].reverse();
                }
            }
        }
        found
    }
}

/// Every type that a column makes, in the order of the declaration.
pub fn all(model: &Model) -> impl Iterator<Item = NewType<'_>> {
    model.tables.iter().flat_map(|table| {
        table.columns.iter().filter_map(move |column| match &column.rust_type {
            Some(RustType::New(name)) => Some(NewType { name, table, column }),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::NewTypes;
    use crate::syntax::parse_declaration;

    /// The types of these columns, each as `table.column: A, B`.
    fn types(text: &str) -> Vec<String> {
        let parsed = parse_declaration(text);
        assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
        let model = parsed.value.model;
        let types = NewTypes::of(&model);
        let mut said = Vec::new();
        for table in &model.tables {
            for column in &table.columns {
                let names: Vec<&str> = types.column(table, column).iter().map(|found| found.name).collect();
                if !names.is_empty() {
                    said.push(format!("{}.{}: {}", table.name, column.name, names.join(", ")));
                }
            }
        }
        said
    }

    #[test]
    fn a_reference_has_the_type_of_what_it_references_through_chains() {
        let text = "
            table a { id integer primary key as new AId, name text }
            table b { a_id integer primary key references a (id) }
            table c { id integer primary key, B_ID integer? references b (A_ID), other integer }
            table d { id integer primary key, b_id integer references b (a_id) as i64 }
            table e { id integer primary key, d_id integer references d (id) as new DId }
        ";
        assert_eq!(types(text), ["a.id: AId", "b.a_id: AId", "c.B_ID: AId", "e.d_id: DId"]);
    }

    #[test]
    fn a_composite_reference_gives_each_column_its_own() {
        let text = "
            table a { x integer as new X, y text as new Y, primary key (x, y) }
            table b { p text, q integer, foreign key (q, p) references a (x, y) }
        ";
        assert_eq!(types(text), ["a.x: X", "a.y: Y", "b.p: Y", "b.q: X"]);
    }

    #[test]
    fn circles_end() {
        let text = "
            table t { id integer primary key as new Id, parent integer? references t (id) }
            table a { id integer primary key references b (id) }
            table b { id integer primary key references c (id) }
            table c { id integer primary key references a (id), foreign key (id) references t (id) }
        ";
        assert_eq!(types(text), ["t.id: Id", "t.parent: Id", "a.id: Id", "b.id: Id", "c.id: Id"]);
        let plain = "table a { id integer primary key references a (id) }";
        assert!(types(plain).is_empty());
    }

    #[test]
    fn two_references_may_disagree() {
        let text = "
            table a { id integer primary key as new AId }
            table b { id integer primary key as new BId }
            table c { id integer primary key references a (id), foreign key (id) references b (id) }
            table d { id integer primary key references a (id), foreign key (id) references a (id) }
        ";
        assert_eq!(types(text), ["a.id: AId", "b.id: BId", "c.id: AId, BId", "d.id: AId"]);
    }
}
