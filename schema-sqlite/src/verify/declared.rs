//! The proof that what a revision loses was said when it was frozen.

use schema_core::diff::ambiguities;
use schema_core::model::Model;

use super::{Failure, Notes, Verify};
use crate::look::snapshot_of;

pub(super) fn hazards_declared(verify: &Verify<'_, '_>) -> Result<Notes, Failure> {
    let skipped = verify.skipped()?;
    let mut findings = Vec::new();
    let mut before = Model::default();
    for (at, revision) in verify.history.revisions.iter().enumerate() {
        let snapshot = snapshot_of(revision)
            .map_err(|error| Failure::from_error(&format!("revision `{}`", revision.name), &error))?;
        if !skipped.contains(&at) {
            let open = ambiguities(&before, &snapshot.model, &snapshot.transition);
            findings.extend(
                open.iter().map(|open| {
                    format!("revision `{}` loses rows or values and does not say so: {open}", revision.name)
                }),
            );
        }
        before = snapshot.model;
    }
    Failure::unless_empty(findings)?;
    Ok(Notes::default())
}
