//! The comparison itself.

use crate::diff::Change;
use crate::model::{Model, Transition};

pub(super) fn compare(from: &Model, to: &Model, transition: &Transition) -> Vec<Change> {
    let _ = (from, to, transition);
    todo!()
}
