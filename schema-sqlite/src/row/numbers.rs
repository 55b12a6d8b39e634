//! Texts that look like numbers.

/// Whether a column with numeric affinity makes a number of the text
/// (<https://sqlite.org/datatype3.html#type_affinity>).
pub(super) fn is_number(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let text = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    let (number, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    let (whole, part) = match number.iter().position(|byte| *byte == b'.') {
        Some(at) => (&number[..at], &number[at + 1..]),
        None => (number, &[][..]),
    };
    let is_exponent = |text: &[u8]| {
        let text = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
        !text.is_empty() && digits(text)
    };
    digits(whole) && digits(part) && whole.len() + part.len() > 0 && exponent.is_none_or(is_exponent)
}

/// Whether a number of SQLite's, told as text, may begin so.
pub(super) fn begins_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    "Inf".starts_with(unsigned) || exponent(after_digits(unsigned)).is_empty()
}

fn after_digits(text: &str) -> &str {
    let whole = text.trim_start_matches(|c: char| c.is_ascii_digit());
    whole.strip_prefix('.').map_or(whole, |part| part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// What follows the exponent, if there is one.
fn exponent(text: &str) -> &str {
    let Some(after) = text.strip_prefix('e') else { return text };
    after.strip_prefix(['+', '-']).unwrap_or(after).trim_start_matches(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{begins_number, is_number};

    #[test]
    fn a_number_is_what_a_column_takes_for_one() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n DECIMAL(10, 2))").unwrap();
        let texts = [
            "",
            "5",
            "-5",
            "+5",
            "--5",
            "5.",
            ".5",
            ".",
            "-",
            "5.5.5",
            "1e5",
            "1e",
            "1e+",
            "1E-3",
            "e5",
            ".e5",
            "1.5e+10",
            " 7 ",
            "7 7",
            "0x10",
            "1_000",
            "nan",
            "inf",
            "2025-01-01",
            "12:30",
            "99999999999999999999",
            "007",
            "5a",
            "1e5.5",
        ];
        for text in texts {
            connection.execute("INSERT INTO t VALUES (?1)", [text]).unwrap();
            let is_text = "SELECT typeof(n) = 'text' FROM t";
            let is_text: bool = connection.query_row(is_text, [], |row| row.get(0)).unwrap();
            assert_eq!(is_number(text.as_bytes()), !is_text, "{text:?}");
            connection.execute("DELETE FROM t", []).unwrap();
        }
    }

    #[test]
    fn what_begins_a_number_is_told() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        for number in [0.0, -0.5, 1e300, -1.25e-7, 123_456.0, f64::INFINITY, f64::NEG_INFINITY, 1e15] {
            let told: String = connection.query_row("SELECT CAST(?1 AS TEXT)", [number], |row| row.get(0)).unwrap();
            for end in 0..=told.len() {
                assert!(begins_number(&told[..end]), "{told}");
            }
        }
        for text in ["2025-11", "10:0", "a", " 1", "1 ", "--1", "1.2.3", "i", "1e5e"] {
            assert!(!begins_number(text), "{text}");
        }
    }
}
