//! "Did you mean …?"

/// The candidate that is nearest to a word, if one is near enough to be meant: at most a third of its
/// letters differ. ASCII case makes no difference. Of equals the first wins.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer words are no slips of the finger; and the comparison is quadratic.
    const LONGEST: usize = 64;
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let word: Vec<char> = word.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len() > LONGEST {
            continue;
        }
        let other: Vec<char> = candidate.chars().map(|c| c.to_ascii_lowercase()).collect();
        let allowed = (word.len().max(other.len()) / 3).max(1);
        // Words of one or two letters are all near each other.
        if word.len().min(other.len()) < 3 && word != other {
            continue;
        }
        if word.len().abs_diff(other.len()) > allowed {
            continue;
        }
        let distance = distance(&word, &other);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many letters must be changed, added, dropped or swapped with their neighbour (optimal string
/// alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_of_the_finger_are_near() {
        let words = ["integer", "text", "datetime", "date"];
        assert_eq!(nearest("intger", words), Some("integer"));
        assert_eq!(nearest("INTEGER", words), Some("integer"));
        assert_eq!(nearest("txet", words), Some("text"));
        assert_eq!(nearest("datetimes", words), Some("datetime"));
    }

    #[test]
    fn other_words_are_not() {
        let words = ["integer", "text", "date", "id"];
        for word in ["money", "xyz", "", "a", "in", "geometry"] {
            assert_eq!(nearest(word, words), None, "{word}");
        }
    }
}
