//! Rust's string literals: what they say, and how to say it.

/// An escape that Rust does not know.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadEscape {
    /// Where its backslash stands, from the start of the literal.
    pub(super) at: usize,
    /// What is wrong with it.
    pub(super) message: &'static str,
}

/// The text of `"…"`.
pub(super) fn unescape(literal: &str) -> Result<String, BadEscape> {
    let inner = literal.strip_prefix('"').unwrap_or(literal);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if !inner.contains(['\\', '\r']) {
        return Ok(inner.to_owned());
    }
    let mut text = String::with_capacity(inner.len());
    scan(inner, 1, |piece| {
        match piece {
            Escaped::Char(c) => text.push(c),
            Escaped::Byte(byte) if byte.is_ascii() => text.push(char::from(byte)),
            Escaped::Byte(_) => return Err("`\\x` goes up to `\\x7f`; write `\\u{…}`"),
        }
        Ok(())
    })?;
    Ok(text)
}

/// The bytes of `b"…"`.
pub(super) fn unescape_bytes(literal: &str) -> Result<Vec<u8>, BadEscape> {
    let inner = literal.strip_prefix("b\"").unwrap_or(literal);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut bytes = Vec::with_capacity(inner.len());
    scan(inner, 2, |piece| {
        match piece {
            Escaped::Char(c) if c.is_ascii() => bytes.push(c as u8),
            Escaped::Char(_) => return Err("a byte string holds ASCII; write other bytes as `\\xff`"),
            Escaped::Byte(byte) => bytes.push(byte),
        }
        Ok(())
    })?;
    Ok(bytes)
}

/// The text of `r"…"` or `r#"…"#`, of `br"…"` without its `b`.
pub(super) fn unescape_raw(literal: &str) -> String {
    let inner = literal.trim_start_matches('r');
    let hashes = inner.len() - inner.trim_start_matches('#').len();
    inner.get(hashes + 1..inner.len().saturating_sub(hashes + 1)).unwrap_or_default().replace("\r\n", "\n")
}

enum Escaped {
    Char(char),
    Byte(u8),
}

fn scan(
    inner: &str,
    offset: usize,
    mut push: impl FnMut(Escaped) -> Result<(), &'static str>,
) -> Result<(), BadEscape> {
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let fail = |message| BadEscape { at: at + offset, message };
        if c == '\r' && chars.peek().is_some_and(|&(_, next)| next == '\n') {
            continue;
        }
        if c != '\\' {
            push(Escaped::Char(c)).map_err(fail)?;
            continue;
        }
        let unknown = "this escape is none of Rust's; write `\\\\` for a backslash";
        let Some((_, kind)) = chars.next() else { return Err(fail(unknown)) };
        let value = match kind {
            'n' => Escaped::Char('\n'),
            'r' => Escaped::Char('\r'),
            't' => Escaped::Char('\t'),
            '0' => Escaped::Char('\0'),
            '\\' | '\'' | '"' => Escaped::Char(kind),
            'x' => {
                let mut digit = || chars.next().and_then(|(_, c)| c.to_digit(16));
                match (digit(), digit()) {
                    (Some(high), Some(low)) => Escaped::Byte((high * 16 + low) as u8),
                    _ => return Err(fail("`\\x` takes two hexadecimal digits")),
                }
            }
            'u' => {
                let message = "`\\u{…}` takes one to six hexadecimal digits that are a character";
                if chars.next().is_none_or(|(_, c)| c != '{') {
                    return Err(fail(message));
                }
                let mut value = 0u32;
                let mut digits = 0;
                loop {
                    match chars.next() {
                        Some((_, '}')) => break,
                        Some((_, '_')) if digits > 0 => {}
                        Some((_, c)) => match c.to_digit(16) {
                            Some(digit) if digits < 6 => {
                                value = value * 16 + digit;
                                digits += 1;
                            }
                            _ => return Err(fail(message)),
                        },
                        None => return Err(fail(message)),
                    }
                }
                match char::from_u32(value) {
                    Some(c) if digits > 0 => Escaped::Char(c),
                    _ => return Err(fail(message)),
                }
            }
            // A backslash at the end of a line swallows the break and the blanks after it.
            '\n' | '\r' => {
                while chars.peek().is_some_and(|&(_, c)| matches!(c, ' ' | '\t' | '\n' | '\r')) {
                    chars.next();
                }
                continue;
            }
            _ => return Err(fail(unknown)),
        };
        push(value).map_err(fail)?;
    }
    Ok(())
}

/// A string literal that says this text, in its one canonical spelling: a raw string where that saves
/// escapes, else a plain one.
pub(super) fn quote(text: &str, out: &mut String) {
    quote_but(text, out, |_| false);
}

/// The same for a text of several lines, which keeps them.
pub(super) fn quote_lines(text: &str, out: &mut String) {
    quote_but(text, out, |c| matches!(c, '\n' | '\t'));
}

fn quote_but(text: &str, out: &mut String, stays: fn(char) -> bool) {
    let escapes = text.chars().any(|c| must_escape(c) && !stays(c));
    if !escapes && text.contains(['"', '\\']) {
        let mut hashes = 0;
        let mut rest = text;
        while let Some(at) = rest.find('"') {
            rest = &rest[at + 1..];
            let follow = rest.len() - rest.trim_start_matches('#').len();
            hashes = hashes.max(follow + 1);
        }
        // Rust takes no more than 255.
        if hashes < 256 {
            out.push('r');
            out.extend(std::iter::repeat_n('#', hashes));
            out.push('"');
            out.push_str(text);
            out.push('"');
            out.extend(std::iter::repeat_n('#', hashes));
            return;
        }
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if stays(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            c if must_escape(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A byte string literal that says these bytes.
pub(super) fn quote_bytes(bytes: &[u8], out: &mut String) {
    out.push_str("b\"");
    for &byte in bytes {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push('"');
}

/// Control characters, and those that would turn the direction of the text round them (which Rust
/// refuses in source). Not by Unicode's tables: they change from one version of Rust to the next, and
/// a snapshot may not.
fn must_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = String::new();
        quote(text, &mut out);
        out
    }

    #[test]
    fn one_spelling_each() {
        assert_eq!(quoted("a"), r#""a""#);
        assert_eq!(quoted("it's"), r#""it's""#);
        assert_eq!(quoted(r#"a "b""#), r##"r#"a "b""#"##);
        assert_eq!(quoted(r"a\b"), r#"r"a\b""#);
        assert_eq!(quoted("a\n\"b\""), r#""a\n\"b\"""#);
        assert_eq!(quoted("\u{202e}x"), r#""\u{202e}x""#);
        assert_eq!(quoted("\"##"), "r###\"\"#####\"###".replace("#####", "##"));
    }

    #[test]
    fn escapes_are_rusts() {
        assert_eq!(unescape(r#""a\n\t\\\"\u{1F600}\x41\0""#).as_deref(), Ok("a\n\t\\\"😀A\0"));
        assert_eq!(unescape("\"a \\\n     b\"").as_deref(), Ok("a b"));
        assert_eq!(unescape("\"a\r\nb\"").as_deref(), Ok("a\nb"));
        assert_eq!(unescape_bytes(r#"b"\xff\"a""#), Ok(vec![255, b'"', b'a']));
        assert_eq!(unescape_raw("r##\"a\"#b\"##"), "a\"#b");
        for (bad, at) in [(r#""\q""#, 1), (r#""a\x8f""#, 2), (r#""\u{d800}""#, 1), (r#""\u{}""#, 1), (r#""\xg0""#, 1)] {
            assert_eq!(unescape(bad).map_err(|bad| bad.at), Err(at), "{bad}");
        }
    }
}
