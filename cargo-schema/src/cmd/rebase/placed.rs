//! What a rebase makes of a revision.

use schema_core::diff::Change;
use schema_core::history::Revision;

/// A revision in the line that is made.
#[derive(Clone)]
pub(super) struct Placed {
    pub(super) was: Revision<'static>,
    pub(super) now: Now,
    pub(super) changes: Vec<Change>,
    /// Whether its SQL was edited by hand, and is kept.
    pub(super) is_by_hand: bool,
    /// Whether its SQL was edited by hand, and is planned anew.
    pub(super) is_replanned: bool,
    /// What was said of it and counts no more, in words.
    pub(super) left_out: Vec<String>,
}

/// What a revision is now.
#[derive(Clone)]
pub(super) enum Now {
    /// This one.
    Is(Revision<'static>),
    /// The line has it already, as the revision of this name.
    Twin(String),
    /// All that it changed is in the line already.
    Empty,
    /// It is taken out.
    Out,
}

impl Placed {
    pub(super) fn of(was: &Revision<'static>, now: Now) -> Self {
        let (changes, left_out) = (Vec::new(), Vec::new());
        Self { was: was.clone(), now, changes, is_by_hand: false, is_replanned: false, left_out }
    }

    pub(super) fn stays(revision: &Revision<'static>) -> Self {
        Self::of(revision, Now::Is(revision.clone()))
    }

    /// The same revision, put once more.
    pub(super) fn again(self, mut next: Self) -> Self {
        next.is_replanned |= self.is_replanned;
        next.left_out.splice(0..0, self.left_out);
        Self { was: self.was, ..next }
    }

    /// It in the line; nothing where it has no place of its own there.
    pub(super) fn now(&self) -> Option<&Revision<'static>> {
        match &self.now {
            Now::Is(now) => Some(now),
            Now::Twin(_) | Now::Empty | Now::Out => None,
        }
    }

    pub(super) fn is_where_it_was(&self) -> bool {
        self.now() == Some(&self.was)
    }
}
