//! Names of the database as names of Rust.
//!
//! A name that is a Rust identifier stays as it is, `type` becomes `r#type`, and in any other what an
//! identifier cannot hold becomes `_`: `"order no"` is `order_no`.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// Reserved words that a raw identifier may be made of.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Reserved words that no identifier may be.
const PATH_WORDS: &[&str] = &["Self", "_", "crate", "self", "super"];

/// Names that are given already, in one scope.
#[derive(Default)]
pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    /// A scope in which these names stand for something else.
    pub(super) fn with(names: &[&str]) -> Self {
        Self(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The name, or the name with `_2`, `_3` and so on.
    fn free(&mut self, name: String) -> String {
        if self.0.insert(name.clone()) {
            return name;
        }
        let mut count = 2u32;
        loop {
            let numbered = format!("{name}_{count}");
            if self.0.insert(numbered.clone()) {
                return numbered;
            }
            count += 1;
        }
    }
}

/// The name of a column's field and constant, or of a table's module.
pub(super) fn snake(name: &str, span: Span, taken: &mut Taken) -> Ident {
    ident(&taken.free(letters(name)), span)
}

/// The name of a table's struct, when the declaration gives none: in upper camel case.
pub(super) fn camel(name: &str, span: Span, taken: &mut Taken) -> Ident {
    let mut camel = String::new();
    for word in letters(name).split('_') {
        let mut rest = word.chars();
        if let Some(first) = rest.next() {
            // `a_1_2` shall not become `a_12`, which is another table's.
            if first.is_ascii_digit() && camel.ends_with(|last: char| last.is_ascii_digit()) {
                camel.push('_');
            }
            camel.extend(first.to_uppercase());
            camel.push_str(rest.as_str());
        }
    }
    ident(&taken.free(letters(&camel)), span)
}

/// The name that the declaration gives.
pub(super) fn given(name: &str, span: Span, taken: &mut Taken) -> Ident {
    taken.0.insert(name.to_owned());
    ident(&letters(name.strip_prefix("r#").unwrap_or(name)), span)
}

/// The name with `_` for whatever no identifier can hold.
fn letters(name: &str) -> String {
    let mut letters: String = name.chars().map(|c| if c == '_' || c.is_alphanumeric() { c } else { '_' }).collect();
    if letters.is_empty() || letters.starts_with(|first: char| first.is_numeric()) {
        letters.insert(0, '_');
    }
    // Of the letters beyond ASCII, Rust takes those that Unicode counts as of identifiers.
    if !letters.is_ascii() && !is_one_word(&letters) {
        letters = letters.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    }
    if PATH_WORDS.contains(&letters.as_str()) {
        letters.push('_');
    }
    letters
}

fn is_one_word(text: &str) -> bool {
    let Ok(tokens) = text.parse::<TokenStream>() else { return false };
    let mut tokens = tokens.into_iter();
    matches!((tokens.next(), tokens.next()), (Some(TokenTree::Ident(word)), None) if word == text)
}

/// An identifier of letters.
fn ident(letters: &str, span: Span) -> Ident {
    if KEYWORDS.contains(&letters) { Ident::new_raw(letters, span) } else { Ident::new(letters, span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snaked(name: &str) -> String {
        snake(name, Span::call_site(), &mut Taken::default()).to_string()
    }

    fn cameled(name: &str) -> String {
        camel(name, Span::call_site(), &mut Taken::default()).to_string()
    }

    #[test]
    fn names_of_the_database_become_names_of_rust() {
        for (name, expected) in [
            ("id", "id"),
            ("type", "r#type"),
            ("self", "self_"),
            ("Self", "Self_"),
            ("_", "__"),
            ("order no", "order_no"),
            ("1st", "_1st"),
            ("", "__"),
            ("größe", "größe"),
            ("a😀b", "a_b"),
            ("²x", "__x"),
            ("x\"); drop", "x____drop"),
        ] {
            assert_eq!(snaked(name), expected, "{name}");
        }
    }

    #[test]
    fn structs_are_in_upper_camel_case() {
        for (name, expected) in [
            ("sync_events", "SyncEvents"),
            ("orderItems", "OrderItems"),
            ("order items", "OrderItems"),
            ("a_1_2", "A1_2"),
            ("_", "_"),
            ("self", "Self_"),
            ("2fa", "_2fa"),
            ("über", "Über"),
        ] {
            let expected = if expected == "_" { "__" } else { expected };
            assert_eq!(cameled(name), expected, "{name}");
        }
    }

    #[test]
    fn names_that_fall_together_are_numbered() {
        let mut taken = Taken::with(&["TABLE"]);
        let names = ["a b", "a_b", "a-b", "TABLE"].map(|name| snake(name, Span::call_site(), &mut taken).to_string());
        assert_eq!(names, ["a_b", "a_b_2", "a_b_3", "TABLE_2"]);
    }
}
