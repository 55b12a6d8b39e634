//! A history as static data.
//!
//! A thousand revisions are one array of plain tuples in the generated code: written as values of
//! [`Revision`], each `Cow` of them is one more type for the compiler to infer, and a thousand revisions
//! take a second longer.

use std::borrow::Cow;
use std::mem;

use super::{Checkpoint, Identity, Revision, Script};
use crate::dialect::Dialect;

/// A script: its dialect, the SQL up and the SQL down.
pub type EmbeddedScript = (Dialect, &'static str, &'static str);

/// A revision: its name, its identity, its snapshot, and how many of the scripts are its own.
pub type EmbeddedRevision = (&'static str, &'static [u8; 32], &'static str, usize);

/// A checkpoint: how many revisions it stands for, the last one's identity, its dialect and its SQL.
pub type EmbeddedCheckpoint = (usize, &'static [u8; 32], Dialect, &'static str);

/// The checkpoints, in their order.
pub const fn embedded_checkpoints<const N: usize>(embedded: &[EmbeddedCheckpoint; N]) -> [Checkpoint<'static>; N] {
    const EMPTY: Checkpoint<'static> =
        Checkpoint { revisions: 0, identity: Identity([0; 32]), dialect: Dialect::Sqlite, sql: Cow::Borrowed("") };
    let mut checkpoints = [EMPTY; N];
    let mut at = 0;
    while at < N {
        let (revisions, identity, dialect, sql) = embedded[at];
        let checkpoint = Checkpoint { revisions, identity: Identity(*identity), dialect, sql: Cow::Borrowed(sql) };
        // As below.
        mem::forget(mem::replace(&mut checkpoints[at], checkpoint));
        at += 1;
    }
    checkpoints
}

/// The scripts of all revisions, in their order.
pub const fn embedded_scripts<const N: usize>(embedded: &[EmbeddedScript; N]) -> [Script<'static>; N] {
    const EMPTY: Script<'static> = Script { dialect: Dialect::Sqlite, up: Cow::Borrowed(""), down: Cow::Borrowed("") };
    let mut scripts = [EMPTY; N];
    let mut at = 0;
    while at < N {
        let (dialect, up, down) = embedded[at];
        let script = Script { dialect, up: Cow::Borrowed(up), down: Cow::Borrowed(down) };
        // Nothing can be dropped yet, and what was there owns nothing.
        mem::forget(mem::replace(&mut scripts[at], script));
        at += 1;
    }
    scripts
}

/// The revisions, each with the next of the scripts.
pub const fn embedded_revisions<const N: usize>(
    embedded: &[EmbeddedRevision; N],
    mut scripts: &'static [Script<'static>],
) -> [Revision<'static>; N] {
    const EMPTY: Revision<'static> = Revision {
        name: Cow::Borrowed(""),
        identity: Identity([0; 32]),
        snapshot: Cow::Borrowed(""),
        scripts: Cow::Borrowed(&[]),
    };
    let mut revisions = [EMPTY; N];
    let mut at = 0;
    while at < N {
        let (name, identity, snapshot, count) = embedded[at];
        let (own, rest) = scripts.split_at(count);
        scripts = rest;
        let revision = Revision {
            name: Cow::Borrowed(name),
            identity: Identity(*identity),
            snapshot: Cow::Borrowed(snapshot),
            scripts: Cow::Borrowed(own),
        };
        mem::forget(mem::replace(&mut revisions[at], revision));
        at += 1;
    }
    revisions
}

#[cfg(test)]
mod tests {
    use super::*;

    static SCRIPTS: [Script<'static>; 3] = embedded_scripts(&[
        (Dialect::Sqlite, "up 1", "down 1"),
        (Dialect::Sqlite, "up 3", "down 3"),
        (Dialect::Sqlite, "up 3b", "down 3b"),
    ]);
    static REVISIONS: [Revision<'static>; 3] =
        embedded_revisions(&[("1", &[1; 32], "a", 1), ("2", &[2; 32], "b", 0), ("3", &[3; 32], "c", 2)], &SCRIPTS);

    #[test]
    fn each_revision_has_its_own_scripts() {
        let told: Vec<_> = REVISIONS
            .iter()
            .map(|revision| {
                let scripts: Vec<_> = revision.scripts.iter().map(|script| (&*script.up, &*script.down)).collect();
                (&*revision.name, revision.identity.0[0], &*revision.snapshot, scripts)
            })
            .collect();
        let expected = [
            ("1", 1, "a", vec![("up 1", "down 1")]),
            ("2", 2, "b", vec![]),
            ("3", 3, "c", vec![("up 3", "down 3"), ("up 3b", "down 3b")]),
        ];
        assert_eq!(told, expected);
    }
}
