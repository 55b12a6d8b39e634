//! The flags that a refusal tells, as a POSIX shell takes them.

use crate::model::Name;

/// `--backfill t.c=EXPR`, with whatever quotes the names need.
pub(super) fn flag(verb: &str, table: &Name, column: &Name, expr: &str) -> String {
    let path = format!("{}.{}={expr}", part(table), part(column));
    let is_plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "._=-".contains(c));
    let path = if is_plain { path } else { format!("'{}'", path.replace('\'', r"'\''")) };
    format!("--{verb} {path}")
}

/// A column as an expression names it.
pub(super) fn as_expression(column: &Name) -> String {
    let name = column.as_str();
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_plain =
        starts && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// A name in a path: in double quotes where a dot, an equals sign or a quote would end it.
fn part(name: &Name) -> String {
    let name = name.as_str();
    if name.is_empty() || name.contains(['.', '=', '"']) || name.trim() != name {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_for_the_path_and_for_the_shell() {
        assert_eq!(flag("cast", &"t".into(), &"c".into(), "EXPR"), "--cast t.c=EXPR");
        assert_eq!(flag("cast", &"a b".into(), &"it's".into(), "x"), r"--cast 'a b.it'\''s=x'");
        assert_eq!(flag("cast", &"a.b".into(), &"c\"".into(), "x"), r#"--cast '"a.b"."c"""=x'"#);
        assert_eq!(as_expression(&"order by".into()), "\"order by\"");
    }
}
