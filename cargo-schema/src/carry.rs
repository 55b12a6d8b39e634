//! Comments and steps that somebody wrote into a planned script, carried into the plan that takes its place.

use schema_core::history::Script;

use crate::byhand::{is_step, without_beside, works};

/// What stands in a revision in place of this plan, when it is planned anew: as [`text`], up and down. What stands
/// [beside](crate::byhand::beside) it is not carried.
pub(crate) fn carried(planned: &Script<'_>, is: &Script<'_>, anew: &Script<'_>) -> Option<Script<'static>> {
    let up = text(&planned.up, without_beside(&is.up), &anew.up)?;
    let down = text(&planned.down, without_beside(&is.down), &anew.down)?;
    Some(Script { dialect: anew.dialect, up: up.into(), down: down.into() })
}

/// Lines that somebody added, with the blank lines around them.
struct Added<'a> {
    /// How many lines of the plan stand before them; blank ones do not count.
    at: usize,
    lines: Vec<&'a str>,
}

/// The script that is planned anew, with what was added to the old one at the same place; nothing where more was done
/// than to add comments and steps, or where the place of a step is gone.
///
/// The place of a step is before the first statement, after the last one, or between two lines that follow one another
/// in the new script, too. A comment whose place is gone goes to the end.
fn text(planned: &str, is: &str, anew: &str) -> Option<String> {
    let (old, new) = (full(planned), full(anew));
    let mut there: Vec<(usize, Vec<&str>)> = Vec::new();
    for Added { at, lines } in added(&old, is)? {
        let at = match place(&old, at, &new, header(anew)) {
            Some(at) => at,
            None if lines.iter().any(|line| is_step(line)) => return None,
            None => new.len(),
        };
        there.push((at, lines));
    }
    let mut made = Vec::new();
    let mut next = anew.lines().map(str::trim_end).peekable();
    for at in 0..=new.len() {
        let mut blank = Vec::new();
        while let Some(line) = next.next_if(|line| line.is_empty()) {
            blank.push(line);
        }
        let here: Vec<&str> =
            there.iter().filter(|(place, _)| *place == at).flat_map(|(_, lines)| lines).copied().collect();
        made.extend(if here.is_empty() { blank } else { here });
        made.extend(next.next());
    }
    Some(made.join("\n") + "\n")
}

/// The lines that are not blank.
fn full(script: &str) -> Vec<&str> {
    script.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect()
}

/// How many lines stand above all that is done.
fn header(script: &str) -> usize {
    script.lines().take_while(|line| !line.trim_end().is_empty()).count()
}

fn is_statement(line: &str) -> bool {
    !line.starts_with("--")
}

/// What was added to a plan; nothing where anything else was done to it than to add comments and steps, or to take
/// comments away.
fn added<'a>(old: &[&str], is: &'a str) -> Option<Vec<Added<'a>>> {
    let (mut at, mut found) = (0, Vec::new());
    let mut between = Added { at, lines: Vec::new() };
    for line in is.lines().map(str::trim_end) {
        let rest = &old[at..];
        let skipped = rest.iter().take_while(|of_plan| **of_plan != line && !counts(of_plan)).count();
        if line.is_empty() || rest.get(skipped) != Some(&line) {
            if !line.is_empty() && counts(line) && !is_step(line) {
                return None;
            }
            between.lines.push(line);
            continue;
        }
        at += skipped + 1;
        found.push(std::mem::replace(&mut between, Added { at, lines: Vec::new() }));
    }
    found.push(between);
    found.retain(|added| added.lines.iter().any(|line| !line.is_empty()));
    old[at..].iter().all(|line| !counts(line)).then_some(found)
}

/// Whether a line does something.
fn counts(line: &str) -> bool {
    is_statement(line) || works(line)
}

/// Where in the new script the lines stand that stood here in the old one.
fn place(old: &[&str], at: usize, new: &[&str], header: usize) -> Option<usize> {
    let (before, after) = old.split_at(at);
    match (before.last(), after.first()) {
        (None, _) => return Some(0),
        (_, None) => return Some(new.len()),
        (Some(before), Some(after)) => {
            let mut found = new.windows(2).enumerate().filter(|(_, pair)| *pair == [*before, *after]);
            if let (Some((found, _)), None) = (found.next(), found.next()) {
                return Some(found + 1);
            }
        }
    }
    if !before.iter().any(|line| is_statement(line)) {
        return Some(header);
    }
    let is_last = !after.iter().any(|line| is_statement(line));
    is_last.then_some(new.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "-- SQLite\n\n-- one\nA;\n\n-- two\nB\n  b;\n";
    const NEW: &str = "-- SQLite\n-- look: X\n\n-- one\nA;\n\n-- three\nC;\n\n-- two\nB\n  c;\n";

    #[test]
    fn what_was_added_stands_at_the_same_place() {
        for (is, made) in [
            (OLD.to_owned(), Some(NEW.to_owned())),
            (format!("-- step: s\n{OLD}"), Some(format!("-- step: s\n{NEW}"))),
            (format!("{OLD}\n-- step: s\n"), Some(format!("{NEW}\n-- step: s\n"))),
            (
                OLD.replace("-- one", "-- why\n-- step: s\n\n-- one"),
                Some(NEW.replace("-- one", "-- why\n-- step: s\n\n-- one")),
            ),
            // Between two lines that still follow one another, and that do not.
            (OLD.replace("A;", "-- step: s\nA;"), Some(NEW.replace("A;", "-- step: s\nA;"))),
            (OLD.replace("A;\n", "A;\n-- step: s\n"), None),
            (OLD.replace("A;\n", "A;\n-- why\n"), Some(format!("{NEW}-- why\n\n"))),
            // Comments of the plan may go; statements and looks may not change.
            (OLD.replace("-- one\n", ""), Some(NEW.to_owned())),
            (OLD.replace("A;", "AA;"), None),
            (OLD.replace("A;\n", ""), None),
            (format!("{OLD}D;\n"), None),
            (format!("{OLD}-- look: Y\n"), None),
        ] {
            assert_eq!(text(OLD, &is, NEW), made, "{is}");
        }
        let same = OLD.replace("A;\n", "A;\n\n-- step: s\n\n");
        assert_eq!(text(OLD, &same, OLD), Some(same));
    }
}
