//! Places in a history, as people name them: `0002_features_synced_at`, `2`, `0002`, a unique prefix,
//! `base`, `head`, and steps from any of them: `-2`, `head-1`.

use schema_core::history::History;

use crate::error::{Error, Result};

/// A place in a history: how many revisions were run to get there. 0 is the empty start.
pub(crate) type Place = usize;

/// The place that this word names. `-2` counts from the head, and `+2` from the empty start.
pub(crate) fn place(history: &History<'_>, word: &str) -> Result<Place> {
    place_from(history, word, None)
}

/// The place that this word names, where `+1` and `-1` count from this place.
pub(crate) fn place_from(history: &History<'_>, word: &str, here: Option<Place>) -> Result<Place> {
    if history.revisions.iter().any(|revision| revision.name == word) {
        return named(history, word);
    }
    let Some((start, steps)) = relative(word) else { return named(history, word) };
    let from = match (start, here) {
        ("", Some(here)) => here,
        ("", None) if steps < 0 => history.revisions.len(),
        ("", None) => 0,
        (start, _) => named(history, start)?,
    };
    let at = i64::try_from(from).ok().and_then(|from| from.checked_add(steps));
    let at = at.and_then(|at| usize::try_from(at).ok()).filter(|at| *at <= history.revisions.len());
    at.ok_or_else(|| {
        let name = match history.after(from) {
            Some(revision) => format!("`{}`", revision.name),
            None => "the empty start".to_owned(),
        };
        let (count, way) = (steps.unsigned_abs(), if steps < 0 { "before" } else { "after" });
        let there = if steps < 0 { from } else { history.revisions.len().saturating_sub(from) };
        if there == 0 {
            let (which, end) = if steps < 0 { ("before", "the empty start") } else { ("after", "the head") };
            let end = if name == end { name } else { format!("{name}, which is {end}") };
            return Error::could_not_run(format!("`{word}`: nothing is {which} {end}; see `cargo schema history`"));
        }
        let verb = if there == 1 { "is" } else { "are" };
        Error::could_not_run(format!(
            "`{word}` is {count} {way} {name}, and there {verb} {there}; see `cargo schema history`"
        ))
    })
}

/// `head-2` as `head` and -2; `+1` has nothing before it.
fn relative(word: &str) -> Option<(&str, i64)> {
    let sign = word.rfind(['+', '-'])?;
    let (start, steps) = word.split_at(sign);
    let digits = &steps[1..];
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let steps = steps.strip_prefix('+').unwrap_or(steps);
    is_number.then(|| (start, steps.parse().unwrap_or(i64::MAX)))
}

fn named(history: &History<'_>, word: &str) -> Result<Place> {
    let revisions = &history.revisions;
    match word {
        "base" => return Ok(0),
        "head" => return Ok(revisions.len()),
        _ => {}
    }
    if let Some(index) = revisions.iter().position(|revision| revision.name == word) {
        return Ok(index + 1);
    }
    let by_number = |name: &str| {
        let digits = name.split('_').next().unwrap_or(name);
        matches!((digits.parse::<u64>(), word.parse::<u64>()), (Ok(a), Ok(b)) if a == b)
    };
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let all = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
        revisions.iter().enumerate().filter(|(_, revision)| is(&revision.name)).map(|(index, _)| index).collect()
    };
    let mut found = if is_number { all(&by_number) } else { Vec::new() };
    if found.is_empty() && word != "0" {
        found = all(&|name| starts(name, word));
    }
    match found.as_slice() {
        [only] => Ok(only + 1),
        [] => {
            let error = Error::could_not_run(format!("there is no revision `{word}`; see `cargo schema history`"));
            Err(if word == "0" { error.note("the empty start is called `base`") } else { error })
        }
        several => {
            let names = several.iter().filter_map(|index| revisions.get(*index)).map(|it| it.name.to_string());
            Err(Error::could_not_run(format!("`{word}` may be each of these revisions; say more of its name"))
                .notes(names))
        }
    }
}

/// Whether a revision's name, or what follows its number, starts so.
fn starts(name: &str, word: &str) -> bool {
    let title = name.split_once('_').map_or("", |(_, title)| title);
    !word.is_empty() && (name.starts_with(word) || title.starts_with(word))
}

/// The two places of `FROM..TO`; what is left out is `base` before the dots and `head` after them. A relative
/// `TO` counts from `FROM`.
pub(crate) fn range(history: &History<'_>, text: &str) -> Result<(Place, Place)> {
    let Some((from, to)) = text.split_once("..") else {
        let at = place(history, text)?;
        let before = history.after(at.saturating_sub(1)).map_or("base", |revision| &revision.name);
        return Err(Error::could_not_run(format!(
            "`{text}` is no range; say `..{text}` for the way to it, or `{before}..{text}` for its own step"
        )));
    };
    let or = |word: &'static str, text: &str| if text.is_empty() { word.to_owned() } else { text.to_owned() };
    let from = place(history, &or("base", from))?;
    Ok((from, place_from(history, &or("head", to), Some(from))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema_core::history::{Identity, Revision};

    fn history() -> History<'static> {
        let revision = |name: &'static str| Revision {
            name: name.into(),
            identity: Identity([0; 32]),
            snapshot: "".into(),
            scripts: vec![].into(),
        };
        let names = ["0001_baseline", "0002_users", "0003_users_email", "0010_base"];
        let revisions: Vec<_> = names.into_iter().map(revision).collect();
        History { name: "main".into(), revisions: revisions.into(), declaration: "".into(), ..History::default() }
    }

    #[test]
    fn a_place_has_many_names() {
        let history = history();
        let places = [
            ("base", 0),
            ("head", 4),
            ("0002_users", 2),
            ("2", 2),
            ("0002", 2),
            ("10", 4),
            ("0003_u", 3),
            ("users_e", 3),
            ("baseline", 1),
        ];
        for (word, expected) in places {
            assert_eq!(place(&history, word).unwrap(), expected, "{word}");
        }
    }

    #[test]
    fn a_prefix_of_two_is_refused_with_both() {
        let error = place(&history(), "users").unwrap_err();
        assert_eq!(error.details(), ["0002_users", "0003_users_email"]);
        for missing in ["", "0", "4", "x", "99999999999999999999999"] {
            assert!(place(&history(), missing).is_err(), "{missing}");
        }
    }

    #[test]
    fn steps_are_counted_from_somewhere() {
        let history = history();
        let at = |word, here| place_from(&history, word, here).unwrap();
        assert_eq!((at("+1", Some(2)), at("-2", Some(2))), (3, 0));
        assert_eq!((at("-1", None), at("+1", None)), (3, 1));
        assert_eq!((at("head-1", Some(1)), at("users_e-1", None), at("base+2", None)), (3, 2, 2));
        for (word, here) in [("-3", Some(2)), ("+3", Some(2)), ("2+9", None), ("+99999999999999999999", None)] {
            let error = place_from(&history, word, here).unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{word}` is ")), "{error}");
        }
        let error = place_from(&history, "head+1", None).unwrap_err().to_string();
        assert!(error.starts_with("`head+1`: nothing is after `0010_base`, which is the head"), "{error}");
        let error = place_from(&history, "-1", Some(0)).unwrap_err().to_string();
        assert!(error.starts_with("`-1`: nothing is before the empty start"), "{error}");
        assert_eq!(range(&history, "2..+1").unwrap(), (2, 3));
        assert_eq!(range(&history, "-1..").unwrap(), (3, 4));
    }

    #[test]
    fn ranges_are_open_at_both_ends() {
        let history = history();
        assert_eq!(range(&history, "..").unwrap(), (0, 4));
        assert_eq!(range(&history, "2..").unwrap(), (2, 4));
        assert_eq!(range(&history, "..2").unwrap(), (0, 2));
        assert_eq!(range(&history, "head..1").unwrap(), (4, 1));
        let error = range(&history, "2").unwrap_err().to_string();
        assert!(error.contains("`..2`") && error.contains("`0001_baseline..2`"), "{error}");
    }
}
