//! Tables, virtual tables, views and indexes share one namespace; triggers have one of their own.

use std::collections::BTreeMap;

use super::context::{Context, Faults, ItemKind, Object};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let mut relations = BTreeMap::new();
    for view in context.tables() {
        relations.entry(view.table.name.folded()).or_insert("table");
    }
    let indexes = context.tables().flat_map(|view| view.items()).filter(|item| item.kind == ItemKind::Index);
    let indexes = indexes.filter_map(|item| item.name);
    indexes.for_each(|name| {
        relations.entry(name.folded()).or_insert("index");
    });
    let mut triggers = BTreeMap::new();
    for view in context.objects() {
        let seen = match view.object {
            Object::Trigger(_) => &mut triggers,
            Object::VirtualTable(_) | Object::View(_) => &mut relations,
        };
        let (what, name) = (view.what(), view.name);
        match seen.get(&name.folded()) {
            None => {
                seen.insert(name.folded(), what);
            }
            Some(other) if *other == what => {
                faults.add(view.name_span(), format!("there are two {what}s `{name}`; rename one"));
            }
            Some(other) => {
                let article = if *other == "index" { "an" } else { "a" };
                faults.add(
                    view.name_span(),
                    format!("{what} `{name}` has the name of {article} {other}; give one of them another"),
                );
            }
        }
    }
}
