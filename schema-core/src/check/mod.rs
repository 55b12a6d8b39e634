//! Is the model sound?
//!
//! Every fault is found, not the first. One rule, one file.

use crate::dialect::Dialect;
use crate::fault::Fault;
use crate::model::Model;
use crate::syntax::SourceMap;

/// Checks a model by every rule, for every dialect in use.
///
/// With the spans of a declaration each fault is at the token at fault; without them (a model from a
/// database has none) it is at the declaration as a whole.
pub fn check(model: &Model, spans: Option<&SourceMap>, dialects: &[Dialect]) -> Vec<Fault> {
    let _ = (model, spans, dialects);
    todo!()
}
