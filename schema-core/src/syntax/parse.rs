//! Text to model.

use super::{Declaration, Parsed, Snapshot};

/// Parses a declaration: settings and tables, as in `schema! { … }` or a `.schema` file.
///
/// Names left out are made ([`crate::model::convention`]). The model is as sound as the text: run
/// [`check`](crate::check::check) on it.
pub fn parse_declaration(text: &str) -> Parsed<Declaration> {
    let _ = text;
    todo!()
}

/// Parses a snapshot: the format line, the transition and the tables.
pub fn parse_snapshot(text: &str) -> Parsed<Snapshot> {
    let _ = text;
    todo!()
}
