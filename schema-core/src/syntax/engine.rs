//! Runs the grammar, which is data, on pest's parser state.
//!
//! pest's own generator makes a function and a dozen closures of each rule, and a build of a program that
//! uses Frostline would compile thousands of them. This is one function over the same optimised rules,
//! with the same calls of [`ParserState`] in the same order; so the pairs and the errors are pest's.

use pest::error::Error;
use pest::iterators::Pairs;
use pest::{Atomicity, ParseResult, ParserState};

use super::grammar::{RULES, Rule};

/// What a rule makes of what it matches (<https://pest.rs/book/grammars/syntax.html>).
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A token, with blanks between its parts.
    Normal,
    /// Nothing of its own.
    Silent,
    /// A token without inner ones; no blanks between its parts.
    Atomic,
    /// A token with inner ones; no blanks between its parts.
    CompoundAtomic,
}

/// An expression of the grammar.
pub(super) enum Node {
    /// This text.
    Text(&'static str),
    /// This text, whatever the case of its ASCII letters.
    AnyCase(&'static str),
    /// A character of this range, its end included.
    Range(char, char),
    /// A character of this kind.
    Letter(fn(char) -> bool),
    /// Any character.
    Any,
    /// The end of the input.
    End,
    /// Another rule.
    Call(Rule),
    /// What was put aside last, once more.
    Peek,
    /// What was put aside last, once more, and no longer aside.
    Pop,
    /// This, put aside.
    Push(&'static Node),
    /// All up to the first of these texts, or to the end.
    Until(&'static [&'static str]),
    /// This follows, and is not taken.
    Ahead(&'static Node),
    /// This does not follow.
    NotAhead(&'static Node),
    /// These, one after the other.
    Sequence(&'static [Node]),
    /// The first of these that matches.
    Choice(&'static [Node]),
    /// This, or nothing.
    Optional(&'static Node),
    /// This, as often as it matches.
    Repeat(&'static Node),
    /// This; what it put aside is undone when it fails.
    Restore(&'static Node),
}

type State<'i> = Box<ParserState<'i, Rule>>;

/// Parses a text by a rule.
pub(super) fn parse(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Box<Error<Rule>>> {
    pest::state(text, |state| call(rule, state)).map_err(Box::new)
}

fn call(rule: Rule, state: State<'_>) -> ParseResult<State<'_>> {
    let (kind, node) = &RULES[rule as usize];
    // Blanks are not looked for inside of blanks.
    if matches!(rule, Rule::WHITESPACE) {
        return state.atomic(Atomicity::Atomic, |state| run(node, state));
    }
    match kind {
        Kind::Normal => state.rule(rule, |state| run(node, state)),
        Kind::Silent => run(node, state),
        Kind::Atomic => state.rule(rule, |state| state.atomic(Atomicity::Atomic, |state| run(node, state))),
        Kind::CompoundAtomic => {
            state.atomic(Atomicity::CompoundAtomic, |state| state.rule(rule, |state| run(node, state)))
        }
    }
}

fn run<'i>(node: &'static Node, state: State<'i>) -> ParseResult<State<'i>> {
    match node {
        Node::Text(text) => state.match_string(text),
        Node::AnyCase(text) => state.match_insensitive(text),
        Node::Range(first, last) => state.match_range(*first..*last),
        Node::Letter(is_one) => state.match_char_by(is_one),
        Node::Any => state.skip(1),
        Node::End => state.rule(Rule::EOI, |state| state.end_of_input()),
        Node::Call(rule) => call(*rule, state),
        Node::Peek => state.stack_peek(),
        Node::Pop => state.stack_pop(),
        Node::Push(node) => state.stack_push(|state| run(node, state)),
        Node::Until(texts) => state.skip_until(texts),
        Node::Ahead(node) => state.lookahead(true, |state| run(node, state)),
        Node::NotAhead(node) => state.lookahead(false, |state| run(node, state)),
        Node::Sequence(nodes) => state.sequence(|state| {
            let mut state = state;
            for (at, node) in nodes.iter().enumerate() {
                if at > 0 {
                    state = blanks(state)?;
                }
                state = run(node, state)?;
            }
            Ok(state)
        }),
        Node::Choice(nodes) => {
            let mut state = state;
            for node in *nodes {
                match run(node, state) {
                    Ok(matched) => return Ok(matched),
                    Err(unmatched) => state = unmatched,
                }
            }
            Err(state)
        }
        Node::Optional(node) => state.optional(|state| run(node, state)),
        Node::Repeat(node) if state.atomicity() == Atomicity::NonAtomic => state.sequence(|state| {
            state.optional(|state| {
                run(node, state).and_then(|state| {
                    state.repeat(|state| state.sequence(|state| blanks(state).and_then(|state| run(node, state))))
                })
            })
        }),
        Node::Repeat(node) => state.repeat(|state| run(node, state)),
        Node::Restore(node) => state.restore_on_err(|state| run(node, state)),
    }
}

/// What may stand between the parts of a rule.
fn blanks(state: State<'_>) -> ParseResult<State<'_>> {
    match state.atomicity() {
        Atomicity::NonAtomic => state.repeat(|state| call(Rule::WHITESPACE, state)),
        _ => Ok(state),
    }
}
