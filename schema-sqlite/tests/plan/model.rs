//! Models written in the language.

use schema_core::model::{Model, Transition};
use schema_core::plan::Target;
use schema_core::syntax::{parse_declaration, parse_snapshot};

pub(crate) fn model(text: &str) -> Model {
    let parsed = parse_declaration(text);
    assert!(parsed.faults.is_empty(), "{:#?}\n{text}", parsed.faults);
    parsed.value.model
}

/// `rename table a to b, …` as a transition.
pub(crate) fn transition(text: &str) -> Transition {
    if text.trim().is_empty() {
        return Transition::default();
    }
    let snapshot = format!("format 1\n\ntransition {{\n{text}\n}}\n");
    let parsed = parse_snapshot(&snapshot);
    assert!(parsed.faults.is_empty(), "{:#?}\n{snapshot}", parsed.faults);
    parsed.value.transition
}

/// A library of this version.
pub(crate) fn target(major: u16, minor: u16) -> Target {
    Target { version: (major, minor, 0), ..Target::SQLITE }
}
