//! An enum has values.

use super::context::{Context, Faults};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for (declared, spans) in context.enums() {
        if declared.variants.is_empty() {
            let message =
                format!("enum `{}` has no values, so that no row could be written; give it one", declared.name);
            faults.add(spans.map(|spans| spans.name), message);
        }
    }
}
