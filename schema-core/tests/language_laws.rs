//! The laws of the language, over generated models and texts.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

#[path = "common/models.rs"]
mod models;

use proptest::collection::vec;
use proptest::prelude::*;
use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::fault::{Fault, Site};
use schema_core::model::Model;
use schema_core::syntax::{Snapshot, parse_declaration, parse_snapshot, print_model, print_snapshot, snapshot_holds};

/// Every span is a stretch of the text, and every message says something.
fn well_formed(text: &str, faults: &[Fault]) {
    for fault in faults {
        if let Site::Source(span) = fault.site {
            assert!(text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
        }
        assert!(!fault.message.is_empty());
    }
}

/// Reads a text as everything that it could be; nothing panics, and what is right prints and reads again.
fn read(text: &str) {
    let declaration = parse_declaration(text);
    well_formed(text, &declaration.faults);
    let value = declaration.value;
    well_formed(text, &check(&value.model, Some(&value.spans), Dialect::ALL));
    if declaration.faults.is_empty() {
        let again = parse_declaration(&print_model(&value.model));
        assert!(again.faults.is_empty(), "{text:?}: {:?}", again.faults);
        assert_eq!(again.value.model, value.model, "{text:?}");
    }
    let snapshot = parse_snapshot(text);
    well_formed(text, &snapshot.faults);
    #[cfg(feature = "tokens")]
    if let Ok(tokens) = text.parse::<proc_macro2::TokenStream>() {
        let flattened = schema_core::syntax::flatten(tokens);
        let read = parse_declaration(&flattened.text);
        well_formed(&flattened.text, &read.faults);
        for fault in &read.faults {
            if let Site::Source(span) = fault.site {
                assert!(flattened.text.trim().is_empty() || flattened.spans(span).is_some());
            }
        }
    }
}

/// Words and marks of the language, in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = vec![
        "table",
        "enum",
        "users",
        "{",
        "}",
        "(",
        ")",
        ",",
        "id",
        "integer",
        "text",
        "?",
        "primary",
        "key",
        "autoincrement",
        "references",
        "on",
        "delete",
        "cascade",
        "unique",
        "index",
        "check",
        "\"a > 0\"",
        "default",
        "1",
        "-",
        "now",
        "sql",
        "as",
        "crate",
        "::",
        "<",
        ">",
        "collate",
        "generated",
        "stored",
        "where",
        "desc",
        "#",
        "!",
        "[",
        "]",
        "doc",
        "=",
        "\"",
        "'",
        "/",
        "//",
        "/*",
        "*/",
        "///",
        "\n",
        "foreign",
        "varchar",
        "decimal",
        "strict",
        "without",
        "rowid",
        "transition",
        "rename",
        "to",
        ".",
        "format",
        "_",
        "r#",
        "r\"",
        "b\"",
        "\\",
        "é",
        "\u{feff}",
        ";",
        "set",
        "null",
        "#![history = \"x\"]",
        "#[doc = \" d\"]",
        "<<<<<<<",
        "view",
        "trigger",
        "virtual",
        "conflict",
        "replace",
        "not",
        "deferrable",
        "initially",
        "deferred",
        "unchecked",
        "\"fts5(a)\"",
    ];
    vec((proptest::sample::select(words), any::<bool>()), 0..60).prop_map(|words| {
        let mut text = String::new();
        for (word, spaced) in words {
            text.push_str(word);
            if spaced {
                text.push(' ');
            }
        }
        text
    })
}

/// One edit of a text: at this place, so many characters gone, this put in.
type Edit = (prop::sample::Index, usize, String);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let put = prop_oneof![Just(String::new()), soup().prop_map(|text| text.chars().take(6).collect()), "\\PC{0,3}"];
    vec((any::<prop::sample::Index>(), 0..4usize, put), 1..4)
}

fn edit(text: &str, edits: &[Edit]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (at, gone, put) in edits {
        let at = at.index(chars.len() + 1);
        let end = (at + gone).min(chars.len());
        chars.splice(at..end, put.chars());
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_as_it_was(model in models::any_model()) {
        let text = print_model(&model);
        let parsed = parse_declaration(&text);
        // A model with two keys' worth of text cannot arise; names and columns may be as wrong as they like.
        prop_assert!(parsed.faults.is_empty(), "{text}\n{:#?}", parsed.faults);
        prop_assert_eq!(&parsed.value.model, &model, "{}", text);
        prop_assert_eq!(print_model(&parsed.value.model), text);
    }

    #[test]
    fn a_printed_snapshot_reads_as_it_was(model in models::any_model(), transition in models::any_transition()) {
        let snapshot = Snapshot { transition, model };
        let text = print_snapshot(&snapshot);
        let parsed = parse_snapshot(&text);
        prop_assert!(parsed.faults.is_empty(), "{text}\n{:#?}", parsed.faults);
        prop_assert_eq!(&parsed.value, &snapshot, "{}", text);
    }

    /// The short cut says yes of its own text, and of no other model's.
    #[test]
    fn a_snapshot_holds_its_model(
        model in models::any_model(),
        other in models::any_model(),
        transition in models::any_transition(),
    ) {
        let text = print_snapshot(&Snapshot { transition, model: model.clone() });
        prop_assert!(snapshot_holds(&text, &model) || model.is_empty(), "{}", text);
        prop_assert!(snapshot_holds(&text.replace('\n', "\r\n"), &model) || model.is_empty(), "{}", text);
        if snapshot_holds(&text, &other) {
            prop_assert_eq!(&model, &other);
        }
        let fewer = Model { tables: model.tables.iter().skip(1).cloned().collect(), ..model.clone() };
        prop_assert!(model.tables.is_empty() || !snapshot_holds(&text, &fewer), "{}", text);
    }

    #[test]
    fn sound_models_are_sound(model in models::sound_model()) {
        let faults = check(&model, None, Dialect::ALL);
        prop_assert!(faults.is_empty(), "{}\n{faults:#?}", print_model(&model));
        prop_assert!(!print_model(&model).contains(" unchecked"), "{}", print_model(&model));
    }

    #[test]
    fn checks_take_any_model(model in models::any_model()) {
        let mut parsed = parse_declaration(&print_model(&model)).value;
        // Without a text no reference is unchecked.
        let parts = parsed.spans.tables.iter_mut().flat_map(|spans| &mut spans.foreign_key_parts);
        parts.for_each(|parts| parts.unchecked = None);
        let mut with: Vec<_> = check(&parsed.model, Some(&parsed.spans), Dialect::ALL).into_iter().map(|f| f.message).collect();
        let mut without: Vec<_> = check(&model, None, Dialect::ALL).into_iter().map(|f| f.message).collect();
        with.sort();
        without.sort();
        prop_assert_eq!(with, without);
    }

    /// The printer says `unchecked` of the references that the checks complain of, and of no other.
    #[test]
    fn a_printed_reference_is_never_at_fault(model in models::any_model()) {
        let parsed = parse_declaration(&print_model(&model)).value;
        // A constraint's own name may be at fault, and its own columns; what it points at is not.
        let faults = check(&parsed.model, Some(&parsed.spans), Dialect::ALL);
        let of_a_reference = |fault: &&Fault| {
            let words = ["references `", "the reference from", "` and points at", "that it references is", "` points at column"];
            let is_doubled = fault.message.contains("has two references `");
            !is_doubled && words.iter().any(|word| fault.message.contains(word)) || fault.message.starts_with("`on ")
        };
        prop_assert_eq!(faults.iter().find(of_a_reference), None, "{}", print_model(&model));
    }

    #[test]
    fn any_text_is_read_to_its_end(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn any_words_are_read_to_their_end(text in soup()) {
        read(&text);
        read(&format!("table t {{ {text} }}"));
        read(&format!("format 1 transition {{ {text} }}"));
    }

    #[test]
    fn any_edit_is_read_to_its_end(model in models::any_model(), edits in edits()) {
        read(&edit(&print_model(&model), &edits));
    }

    /// One bad column leaves all others as they were.
    #[test]
    fn a_fault_hides_no_other(model in models::sound_model(), at in any::<prop::sample::Index>()) {
        let model = Model::of_tables(model.tables);
        let text = print_model(&model);
        let starts: Vec<usize> = text.match_indices(",\n    ").map(|(at, _)| at + 2).collect();
        let Some(&start) = starts.get(at.index(starts.len().max(1))) else { return Ok(()) };
        let broken = format!("{}    broken intger,\n{} last intger, }}", &text[..start], &text[start..].trim_end().trim_end_matches('}'));
        let parsed = parse_declaration(&broken);
        let told: Vec<_> = parsed.faults.iter().filter(|fault| fault.message.contains("`intger`")).collect();
        prop_assert_eq!(told.len(), 2, "{}\n{:#?}", broken, parsed.faults);
        prop_assert_eq!(parsed.value.model.tables.len(), model.tables.len());
    }
}

/// Nothing that nests can exhaust the stack, and nothing that repeats takes more than linear time.
#[test]
fn long_and_deep_texts_are_read_to_their_end() {
    let many = 4_000;
    for unit in [
        "(",
        "[",
        "<",
        "{",
        "}",
        ")",
        ",",
        "/*",
        "#",
        "#!",
        "#[",
        "'",
        "\"",
        "a ",
        "table ",
        "view ",
        "view v(",
        "virtual table ",
        "trigger a \"\"",
        "table a{",
        "a(,",
        "r#",
        "- ",
        "&",
    ] {
        let text = unit.repeat(many);
        read_to_the_end(&text);
        read_to_the_end(&format!("table t {{ a {text}"));
        read_to_the_end(&format!("table t {{ a integer as {text}"));
        read_to_the_end(&format!("table t {{ index {text}"));
        read_to_the_end(&format!("table t {{ a integer default {text} }}"));
    }
}

fn read_to_the_end(text: &str) {
    let parsed = parse_declaration(text);
    well_formed(text, &parsed.faults);
    well_formed(text, &parse_snapshot(text).faults);
}
