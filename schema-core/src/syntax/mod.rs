//! The language: text to model and back.
//!
//! One pest grammar (`grammar.pest`) parses the tokens of `schema!`, a `.schema` file and a snapshot.
//! Macro tokens are flattened to text first (`flatten`, feature `tokens`), with a table that leads
//! from each byte back to its token. The printer has one canonical form, and
//! `parse(print(model)) == model`.
//!
//! Parsing recovers: a fault in one item does not hide the faults of the next, and what could be read
//! is returned beside the faults, so that generated structs exist whatever is wrong.

mod body;
mod column;
mod cut;
mod doc;
mod engine;
mod enumeration;
mod expected;
#[cfg(feature = "tokens")]
mod flatten;
// Generated, and laid out by its generator.
#[rustfmt::skip]
mod grammar;
mod item;
mod literal;
pub(crate) mod nearest;
mod object;
mod parse;
mod print;
mod reader;
mod source_map;
mod table;

use crate::fault::Fault;
use crate::model::{Model, Transition};

#[cfg(feature = "tokens")]
pub use flatten::{Flattened, flatten};
pub use parse::{parse_declaration, parse_snapshot};
pub use print::{print_model, print_snapshot, snapshot_holds};
pub use source_map::{ColumnSpans, EnumSpans, ItemSpans, ObjectSpans, SourceMap, TableSpans, VariantSpans};

/// The format that this version writes at the top of a snapshot and of the index. A higher number is
/// refused: it was written by a newer version.
pub const FORMAT: u32 = 1;

/// What the parser made of a text: as much as could be read, and every fault found on the way.
#[derive(Clone, Debug, Default)]
pub struct Parsed<T> {
    /// What could be read.
    pub value: T,
    /// What could not. Empty means that `value` is the whole text.
    pub faults: Vec<Fault>,
}

/// A declaration: the settings, the model and where each part of it was said.
#[derive(Clone, Debug, Default)]
pub struct Declaration {
    /// The settings at its top.
    pub settings: Settings,
    /// The schema.
    pub model: Model,
    /// Where each part of the model stands in the text.
    pub spans: SourceMap,
}

/// The settings of a declaration: `#![revisions = "db/revisions"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The folder of the frozen revisions, relative to the package's manifest. `None` is `revisions`.
    pub revisions: Option<String>,
    /// The name of the history in the database, for programs that keep two schemas in one file.
    /// `None` is `main`.
    pub history: Option<String>,
}

impl Settings {
    /// The folder of the frozen revisions, relative to the package's manifest.
    pub fn revisions(&self) -> &str {
        self.revisions.as_deref().unwrap_or("revisions")
    }

    /// The name of the history in the database.
    pub fn history(&self) -> &str {
        self.history.as_deref().unwrap_or("main")
    }
}

/// A model frozen as text, with the transition that led to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// What the two models cannot tell.
    pub transition: Transition,
    /// The whole schema after the revision.
    pub model: Model,
}
