//! Enums of both sides: the values that either added, without those that either took away.

use std::sync::Arc;

use schema_core::model::{Enum, Model, Name, Type, Variant};

use super::order;
use super::three::{Conflicts, value};

/// The enums of both sides as one.
pub(super) fn enums(base: &Model, ours: &Model, theirs: &Model, conflicts: &mut Conflicts) -> Vec<Enum> {
    let names = order(&base.enums, &ours.enums, &theirs.enums, |declared| &declared.name);
    let merged = names.iter().filter_map(|name| {
        let [base, ours, theirs] = [base, ours, theirs].map(|model| model.enum_named(name).cloned());
        merge(name, base, ours, theirs, conflicts)
    });
    merged.collect()
}

/// The model with nothing but the names of enums at its columns: what their values become is told by the
/// enums themselves.
pub(super) fn by_name(mut model: Model) -> Model {
    for column in model.tables.iter_mut().flat_map(|table| &mut table.columns) {
        if let Type::Enum(of) = &mut column.ty {
            of.values = Arc::default();
        }
    }
    model
}

fn merge(
    name: &Name,
    base: Option<Enum>,
    ours: Option<Enum>,
    theirs: Option<Enum>,
    conflicts: &mut Conflicts,
) -> Option<Enum> {
    let what = format!("enum `{name}`");
    let (base, ours, theirs) = match (base, ours, theirs) {
        (_, None, None) => return None,
        (Some(base), Some(one), None) => {
            if !base.ty().same_values(&one.ty()) {
                conflicts.between(&what, "changes it", "drops it");
            }
            return None;
        }
        (Some(base), None, Some(one)) => {
            if !base.ty().same_values(&one.ty()) {
                conflicts.between(&what, "drops it", "changes it");
            }
            return None;
        }
        (None, Some(one), None) | (None, None, Some(one)) => return Some(one),
        // Both made it: what both say has no common beginning.
        (None, Some(ours), Some(theirs)) => (Enum::new(name.clone()), ours, theirs),
        (Some(base), Some(ours), Some(theirs)) => (base, ours, theirs),
    };
    let mut merged = Enum { variants: Vec::new(), ..ours.clone() };
    merged.docs = value(&base.docs, &ours.docs, &theirs.docs).0;
    merged.rust_name = value(&base.rust_name, &ours.rust_name, &theirs.rust_name).0;
    let mut texts: Vec<&str> = Vec::new();
    for variant in ours.variants.iter().chain(&theirs.variants) {
        if !texts.contains(&variant.text.as_str()) {
            texts.push(&variant.text);
        }
    }
    for text in texts {
        let find = |of: &Enum| of.variants.iter().find(|variant| variant.text == text).cloned();
        merged.variants.extend(match (find(&base), find(&ours), find(&theirs)) {
            (base, Some(ours), Some(theirs)) => {
                let base = base.unwrap_or_else(|| Variant::new(text));
                Some(Variant {
                    text: text.to_owned(),
                    rust_name: value(&base.rust_name, &ours.rust_name, &theirs.rust_name).0,
                    docs: value(&base.docs, &ours.docs, &theirs.docs).0,
                })
            }
            (None, one, other) => one.or(other),
            // One of them took it away.
            (Some(_), ..) => None,
        });
    }
    Some(merged)
}
