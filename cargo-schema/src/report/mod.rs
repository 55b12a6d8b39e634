//! Diagnostics, for people and for machines.

pub(crate) mod changes;
pub(crate) mod github;
pub(crate) mod human;
pub(crate) mod json;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A diagnostic: a fault with its place in a file.
#[derive(Clone, Debug)]
pub(crate) struct Diagnostic {
    /// A stable word: `syntax`, `check`, `pending` or `history`.
    pub(crate) code: &'static str,
    /// Fact first, remedy second.
    pub(crate) message: String,
    /// Where it is.
    pub(crate) place: Place,
}

/// A place in a file.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The file.
    pub(crate) path: PathBuf,
    /// Its text; empty when it cannot be read.
    pub(crate) source: Rc<str>,
    /// Which bytes of the text; `None` is the file as a whole.
    pub(crate) range: Option<Range<usize>>,
}

/// A line and column, both from 1; a column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    /// A place in a text. The range is cut to it.
    pub(crate) fn new(path: impl Into<PathBuf>, source: Rc<str>, range: Option<Range<usize>>) -> Self {
        let range = range.map(|range| {
            let start = floor(&source, range.start);
            start..floor(&source, range.end).max(start)
        });
        Self { path: path.into(), source, range }
    }

    /// A line of a file that is read now; `None` is the file as a whole.
    pub(crate) fn line(path: &Path, line: Option<usize>) -> Self {
        let bytes = std::fs::read(path).unwrap_or_default();
        let source: Rc<str> = String::from_utf8_lossy(&bytes).into();
        let range = line.and_then(|line| {
            let start = match line.checked_sub(1)? {
                0 => 0,
                breaks => source.match_indices('\n').nth(breaks - 1)?.0 + 1,
            };
            let length = source[start..].lines().next().map_or(0, str::len);
            Some(start..start + length)
        });
        Self { path: path.to_path_buf(), source, range }
    }

    /// Where it starts.
    pub(crate) fn start(&self) -> Option<Position> {
        self.range.as_ref().map(|range| position(&self.source, range.start))
    }

    /// One past where it ends.
    pub(crate) fn end(&self) -> Option<Position> {
        self.range.as_ref().map(|range| position(&self.source, range.end))
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn position(text: &str, at: usize) -> Position {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

/// A path as a reader wants it: from this folder where it is below it.
pub(crate) fn shown(path: &Path, from: &Path) -> String {
    let short = path.strip_prefix(from).ok().filter(|short| !short.as_os_str().is_empty());
    let text = short.unwrap_or(path).display().to_string();
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}

/// A message's fact and its remedy: what stands after the first `; ` that is in no quoted name.
pub(crate) fn fact_and_remedy(message: &str) -> (&str, Option<&str>) {
    let mut quoted = false;
    for (at, letter) in message.char_indices() {
        match letter {
            '`' => quoted = !quoted,
            ';' if !quoted && message[at..].starts_with("; ") => return (&message[..at], Some(&message[at + 2..])),
            _ => {}
        }
    }
    (message, None)
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    pub(crate) fn diagnostic(message: &str, path: &str, source: &str, range: Option<Range<usize>>) -> Diagnostic {
        Diagnostic { code: "pending", message: message.into(), place: Place::new(path, source.into(), range) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semicolon_in_a_name_does_not_end_the_fact() {
        assert_eq!(fact_and_remedy("table `a; b` is gone; run `x; y`"), ("table `a; b` is gone", Some("run `x; y`")));
        assert_eq!(fact_and_remedy("table `a` is gone"), ("table `a` is gone", None));
    }

    #[test]
    fn a_column_counts_characters() {
        let place = Place::new("x", "é\nüb c".into(), Some(5..6));
        assert_eq!(place.start(), Some(Position { line: 2, column: 2 }));
        let place = Place::new("x", "é".into(), Some(1..99));
        assert_eq!(place.range, Some(0..2));
    }
}
