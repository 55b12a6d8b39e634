//! What the ends of two branches come to when they are merged in one step, as people merge the declarations.

use schema_core::diff::diff;
use schema_core::history::{Branch, Branches, Revision};
use schema_core::model::{Model, Transition};
use schema_core::syntax::Snapshot;

use crate::error::Result;
use crate::merge::{Lineage, Side, merge};
use crate::proof::words;
use crate::standing::{model_of, snapshot_of};

/// How this end differs from a merge of the ends of two branches, if it does: a line, and what belongs to it. Of more
/// branches nothing is said: people merged them one by one.
pub(super) fn odd(fork: &Branches, end: &Model) -> Result<Option<(String, Vec<String>)>> {
    let ways: Vec<Vec<&Revision<'static>>> = fork.branches.iter().flat_map(Branch::ways).collect();
    let [ours, theirs] = ways.as_slice() else { return Ok(None) };
    let base = fork.common.last().map(model_of).transpose()?.unwrap_or_default();
    let (ours, theirs) = (side(&base, ours)?, side(&base, theirs)?);
    Ok(against(&base, &ours, &theirs, end))
}

/// How this end differs from a merge of these two.
pub(super) fn against(base: &Model, ours: &Side, theirs: &Side, end: &Model) -> Option<(String, Vec<String>)> {
    let (a, b) = (&ours.label, &theirs.label);
    let one = match merge(base, ours, theirs) {
        Ok(merged) => merged.model,
        Err(conflicts) => {
            let fact = format!("`{a}` and `{b}` cannot be merged in one step, only revision by revision");
            return Some((fact, conflicts));
        }
    };
    let told = words(&diff(end, &one, &Transition::default()));
    let fact = format!("`{a}` and `{b}` merged in one step come to something else than revision by revision");
    (!told.is_empty()).then_some((fact, told))
}

/// The end of a way.
fn side(base: &Model, way: &[&Revision<'static>]) -> Result<Side> {
    let mut side = Side { label: String::new(), model: base.clone(), lineage: Lineage::start(base) };
    for revision in way {
        let Snapshot { model, transition } = snapshot_of(revision)?;
        side.lineage = side.lineage.after(&side.model, &model, &transition);
        (side.label, side.model) = (revision.name.to_string(), model);
    }
    Ok(side)
}
