//! Doc comments.
//!
//! The normal form of a doc is a list of lines without a line break in them and without blanks at
//! their ends. The one space after `///` is no part of the line; further ones are.

/// Adds the lines of one doc comment: what stands after `///`, between `/**` and `*/`, or in
/// `#[doc = "…"]`. The compiler turns the first two into the third, so one function reads all.
///
/// A carriage return alone ends a line as well: the compiler refuses one in a doc comment, but a file or an
/// attribute may have it.
pub(super) fn add_lines(content: &str, lines: &mut Vec<String>) {
    if !content.contains('\n') {
        lines.extend(content.trim_end_matches('\r').split('\r').map(line));
        return;
    }
    let mut block: Vec<&str> = content.lines().flat_map(|text| text.split('\r')).map(str::trim_end).collect();
    // `/**` and `*/` on lines of their own.
    if block.first().is_some_and(|first| first.is_empty()) {
        block.remove(0);
    }
    if block.last().is_some_and(|last| last.trim_start().is_empty()) {
        block.pop();
    }
    // A column of stars down the left side; the first line has none if it stands beside `/**`.
    let star = |text: &&str| text.trim_start().starts_with('*');
    let skip = usize::from(block.first().is_some_and(|first| !star(first)));
    if block.len() > skip && block[skip..].iter().all(star) {
        for text in &mut block[skip..] {
            *text = text.trim_start().strip_prefix('*').unwrap_or(text);
        }
    }
    let indent = block
        .iter()
        .filter(|text| !text.is_empty())
        .map(|text| text.len() - text.trim_start_matches(' ').len())
        .min()
        .unwrap_or_default();
    lines.extend(block.iter().map(|text| text.get(indent..).unwrap_or_default().to_owned()));
}

fn line(content: &str) -> String {
    content.strip_prefix(' ').unwrap_or(content).trim_end().to_owned()
}

/// The lines of a doc in their normal form.
pub(super) fn normal(docs: &[String]) -> impl Iterator<Item = &str> {
    docs.iter().flat_map(|doc| doc.split(['\n', '\r'])).map(str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::add_lines;

    fn lines(content: &str) -> Vec<String> {
        let mut lines = Vec::new();
        add_lines(content, &mut lines);
        lines
    }

    #[test]
    fn one_space_is_the_comments_own() {
        assert_eq!(lines(" a"), ["a"]);
        assert_eq!(lines("   a  "), ["  a"]);
        assert_eq!(lines(""), [""]);
        assert_eq!(lines(" a\r  b\r"), ["a", " b"]);
        assert_eq!(lines(" a\r b\r\n c"), ["a", "b", "c"]);
    }

    #[test]
    fn blocks_lose_their_frame() {
        assert_eq!(lines("\n     * a\n     *   b\n     *\n     "), ["a", "  b", ""]);
        assert_eq!(lines(" a\n * b\n "), ["a", "b"]);
        assert_eq!(lines("\n        a\n          b\n    "), ["a", "  b"]);
    }
}
