//! The values of an enum are one each, and texts that any script can hold.

use std::collections::BTreeSet;

use super::context::{Context, Faults};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for (declared, spans) in context.enums() {
        let name = &declared.name;
        let mut seen = BTreeSet::new();
        for (place, variant) in declared.variants.iter().enumerate() {
            let span = spans.and_then(|spans| spans.variants.get(place)).map(|spans| spans.text);
            let text = variant.text.as_str();
            if !seen.insert(text) {
                faults.add(span, format!("enum `{name}` has the value `{text}` twice; leave one out"));
            }
            if text.chars().any(char::is_control) {
                let shown = text.escape_debug();
                let message = format!("value `{shown}` of enum `{name}` has a control character in it; leave it out");
                faults.add(span, message);
            }
        }
    }
}
