//! Texts that are made once, for what there may be several of.

use std::ops::Deref;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::unique::Places;

/// So many texts are kept; what comes after them is made each time.
///
/// Of most structs there are a few. Of a form with many columns that have a default there may be one for each choice
/// of them, which shall neither fill the memory nor be searched one by one.
const KEPT: usize = 512;

/// A tree that only grows, each of whose texts is found without a lock.
#[derive(Debug)]
pub(super) struct Texts<T> {
    root: Branch<T>,
    kept: AtomicUsize,
}

#[derive(Debug)]
struct Branch<T>(OnceLock<Box<Node<T>>>);

#[derive(Debug)]
struct Node<T> {
    key: Key,
    text: T,
    less: Branch<T>,
    more: Branch<T>,
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

    /// Where it stands in the tree: by what there may be many of, in no order that rows come in. A tree of ascending
    /// keys would be a list.
    fn place(self) -> u128 {
        self.left_out.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835).rotate_right(64)
    }
}

/// A text, kept or made for this time.
#[derive(Debug)]
pub(super) enum Text<'a, T> {
    Kept(&'a T),
    Made(Box<T>),
}

impl<T> Text<'_, T> {
    /// Whether both are the same kept one.
    pub(super) fn is(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Kept(one), Self::Kept(other)) if std::ptr::eq(*one, *other))
    }
}

impl<T> Deref for Text<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Kept(text) => text,
            Self::Made(text) => text,
        }
    }
}

impl<T> Texts<T> {
    pub(super) const fn new() -> Self {
        Self { root: Branch::new(), kept: AtomicUsize::new(0) }
    }

    /// The text of the key, made by `make` at its first use.
    pub(super) fn get(&self, key: Key, make: impl Fn() -> T) -> Text<'_, T> {
        let place = key.place();
        let mut at = &self.root;
        loop {
            let node = match at.0.get() {
                Some(node) => node,
                None if self.kept.load(Ordering::Relaxed) >= KEPT => return Text::Made(Box::new(make())),
                None => at.0.get_or_init(|| {
                    self.kept.fetch_add(1, Ordering::Relaxed);
                    Box::new(Node { key, text: make(), less: Branch::new(), more: Branch::new() })
                }),
            };
            // Another thread may have been here first, with another key.
            if node.key == key {
                return Text::Kept(&node.text);
            }
            at = if place < node.key.place() { &node.less } else { &node.more };
        }
    }
}

impl<T> Branch<T> {
    const fn new() -> Self {
        Self(OnceLock::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_up_to_a_bound_and_found_by_few_steps() {
        let texts = Texts::new();
        let key = |left_out| Key { left_out, ..Key::new(What::Insert) };
        for round in 0..2 {
            for left_out in 0..2 * KEPT as u128 {
                let text = texts.get(key(left_out), || left_out);
                assert_eq!(*text, left_out);
                let is_kept = matches!(text, Text::Kept(_));
                assert_eq!(is_kept, left_out < KEPT as u128, "{round}");
            }
        }
        fn depth<T>(branch: &Branch<T>) -> usize {
            branch.0.get().map_or(0, |node| 1 + depth(&node.less).max(depth(&node.more)))
        }
        assert!(depth(&texts.root) < 40, "{}", depth(&texts.root));
        let (one, other) = (texts.get(key(3), || 0), texts.get(key(3), || 0));
        assert!(one.is(&other) && !one.is(&texts.get(key(4), || 0)));
    }
}
