//! Three values and the one that they become.

use schema_core::model::Name;

/// What both sides changed in different ways.
#[derive(Debug)]
pub(super) struct Conflicts {
    ours: String,
    theirs: String,
    told: Vec<String>,
}

impl Conflicts {
    pub(super) fn new(ours: &str, theirs: &str) -> Self {
        Self { ours: ours.to_owned(), theirs: theirs.to_owned(), told: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    pub(super) fn told(self) -> Vec<String> {
        self.told
    }

    pub(super) fn add(&mut self, words: String) {
        if !self.told.contains(&words) {
            self.told.push(words);
        }
    }

    /// A conflict with what each side says.
    pub(super) fn between(&mut self, what: &str, ours: &str, theirs: &str) {
        let (a, b) = (&self.ours, &self.theirs);
        self.add(format!("{what}: `{a}` {ours}, `{b}` {theirs}"));
    }
}

/// The value that both sides agree on, or that one of them changed; the first side's where both did.
pub(super) fn value<T: PartialEq + Clone>(base: &T, ours: &T, theirs: &T) -> (T, bool) {
    match (ours == base, theirs == base) {
        (true, _) => (theirs.clone(), false),
        (_, true) => (ours.clone(), false),
        _ => (ours.clone(), ours != theirs),
    }
}

/// Merges things that have a name, each as a whole.
pub(super) fn merge_named<T: PartialEq + Clone>(
    kind: &str,
    base: &[T],
    ours: &[T],
    theirs: &[T],
    name: impl Fn(&T) -> &Name,
    says: impl Fn(&T) -> String,
    conflicts: &mut Conflicts,
) -> Vec<T> {
    let mut merged = Vec::new();
    for key in super::order(base, ours, theirs, &name) {
        let find = |list: &[T]| list.iter().find(|it| name(it).same(&key)).cloned();
        let what = format!("{kind} `{key}`");
        merged.extend(whole(&what, find(base), find(ours), find(theirs), &says, conflicts));
    }
    merged
}

/// Merges one thing as a whole. `None` is: it is not there.
pub(super) fn whole<T: PartialEq + Clone>(
    what: &str,
    base: Option<T>,
    ours: Option<T>,
    theirs: Option<T>,
    says: &impl Fn(&T) -> String,
    conflicts: &mut Conflicts,
) -> Option<T> {
    let (merged, differs) = value(&base, &ours, &theirs);
    if differs {
        let verb = |it: &Option<T>| match (it, &base) {
            (None, _) => "drops it".to_owned(),
            (Some(it), None) => format!("adds it as `{}`", says(it)),
            (Some(it), Some(_)) => format!("makes it `{}`", says(it)),
        };
        conflicts.between(what, &verb(&ours), &verb(&theirs));
    }
    merged
}
