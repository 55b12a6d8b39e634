//! Enum names are one each.

use std::collections::BTreeSet;

use super::context::{Context, Faults};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (declared, spans) in context.enums() {
        if !seen.insert(declared.name.folded()) {
            let message = format!("there are two enums `{}`; rename one", declared.name);
            faults.add(spans.map(|spans| spans.name), message);
        }
    }
}
