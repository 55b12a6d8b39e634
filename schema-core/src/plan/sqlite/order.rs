//! The order of tables: what is referenced comes first.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Model;

/// The places of the model's tables, so that each stands after those that it references. Otherwise the
/// order of the model; a cycle is cut where it is entered.
pub(crate) fn references_first(model: &Model) -> Vec<usize> {
    let places: BTreeMap<String, usize> =
        model.tables.iter().enumerate().map(|(place, table)| (table.name.folded(), place)).collect();
    let parents = |place: usize| {
        let keys = model.tables[place].foreign_keys.iter();
        keys.filter_map(|key| places.get(&key.table.folded()).copied()).collect::<BTreeSet<_>>()
    };
    let mut order = Vec::with_capacity(model.tables.len());
    let mut entered = vec![false; model.tables.len()];
    for start in 0..model.tables.len() {
        if std::mem::replace(&mut entered[start], true) {
            continue;
        }
        // A stack of our own: a chain of references may be longer than the thread's stack is deep.
        let mut stack = vec![(start, parents(start).into_iter())];
        while let Some((place, rest)) = stack.last_mut() {
            match rest.next() {
                Some(parent) if !entered[parent] => {
                    entered[parent] = true;
                    stack.push((parent, parents(parent).into_iter()));
                }
                Some(_) => {}
                None => {
                    order.push(*place);
                    stack.pop();
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Action, ForeignKey, Table};

    fn model(tables: &[(&str, &[&str])]) -> Model {
        let table = |(name, parents): &(&str, &[&str])| Table {
            foreign_keys: parents
                .iter()
                .map(|parent| ForeignKey {
                    name: None,
                    columns: vec!["x".into()],
                    table: (*parent).into(),
                    references: vec!["id".into()],
                    bare: false,
                    on_delete: Action::NoAction,
                    on_update: Action::NoAction,
                    deferred: false,
                })
                .collect(),
            ..Table::new(*name)
        };
        Model::of_tables(tables.iter().map(table).collect())
    }

    fn ordered(tables: &[(&str, &[&str])]) -> Vec<String> {
        let model = model(tables);
        references_first(&model).into_iter().map(|place| model.tables[place].name.to_string()).collect()
    }

    #[test]
    fn what_is_referenced_comes_first() {
        assert_eq!(ordered(&[("c", &["b"]), ("b", &["a"]), ("d", &[]), ("a", &[])]), ["a", "b", "c", "d"]);
    }

    #[test]
    fn cycles_and_self_references_come_to_an_end() {
        assert_eq!(ordered(&[("a", &["b"]), ("b", &["a", "b"]), ("c", &["C", "nowhere"])]), ["b", "a", "c"]);
    }

    #[test]
    fn a_long_chain_is_no_recursion() {
        let names: Vec<String> = (0..100_000).map(|n| format!("t{n}")).collect();
        let parents: Vec<[&str; 1]> = (1..=names.len()).map(|n| [names.get(n).map_or("", String::as_str)]).collect();
        let tables: Vec<(&str, &[&str])> =
            names.iter().zip(&parents).map(|(name, parents)| (name.as_str(), parents.as_slice())).collect();
        assert_eq!(references_first(&model(&tables)).first(), Some(&99_999));
    }
}
