//! Texts that are made once, for what there may be several of.

use std::sync::OnceLock;

use super::unique::Places;

/// A list that only grows: of a struct's statements there are few, and each is found without a lock.
#[derive(Debug)]
pub(super) struct Texts<T>(OnceLock<Box<Node<T>>>);

#[derive(Debug)]
struct Node<T> {
    key: Key,
    text: T,
    next: Texts<T>,
}

/// Which statement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) what: What,
    /// The columns by which rows are found, or which conflict.
    pub(super) by: Places,
    /// The columns that are returned.
    pub(super) returning: &'static [u16],
    /// The struct's columns that are left to the database, a bit each.
    pub(super) left_out: u128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Find,
    Exists,
    Count,
    Insert,
    Upsert,
}

impl Key {
    pub(super) fn new(what: What) -> Self {
        Self { what, by: Places::NONE, returning: &[], left_out: 0 }
    }
}

impl<T> Texts<T> {
    pub(super) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The text of the key, made by `make` at its first use.
    pub(super) fn get(&self, key: Key, make: impl Fn() -> T) -> &T {
        let mut at = self;
        loop {
            let node = at.0.get_or_init(|| Box::new(Node { key, text: make(), next: Self::new() }));
            // Another thread may have been here first, with another key.
            if node.key == key {
                return &node.text;
            }
            at = &node.next;
        }
    }
}
