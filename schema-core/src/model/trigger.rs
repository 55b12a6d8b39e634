//! Triggers.

use std::borrow::Cow;

use super::{Name, Sql, SqlToken};

/// A trigger (<https://sqlite.org/lang_createtrigger.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Its name. Triggers are a namespace of their own.
    pub name: Name,
    /// Its doc comment, a line each, without the comment marks.
    pub docs: Vec<String>,
    /// What stands after its name: `AFTER INSERT ON users BEGIN …; END`.
    pub sql: Sql,
}

impl Trigger {
    /// A trigger of this text.
    pub fn new(name: impl Into<Name>, sql: impl AsRef<str>) -> Self {
        Self { name: name.into(), docs: Vec::new(), sql: Sql::new(sql) }
    }

    /// The table or view that it fires for: the name after the first `ON`. `None` where the text has none.
    ///
    /// ```
    /// use schema_core::model::Trigger;
    ///
    /// let trigger = Trigger::new("t", "AFTER UPDATE OF \"on\" ON users BEGIN SELECT 1; END");
    /// assert_eq!(trigger.table().unwrap().as_str(), "users");
    /// ```
    pub fn table(&self) -> Option<Name> {
        let mut tokens = self.sql.tokens();
        tokens.find(|token| token.is_keyword("on"))?;
        let mut name = named(tokens.next()?)?;
        // `main.users` is `users`.
        if matches!(tokens.next(), Some(SqlToken::Symbol("."))) {
            name = named(tokens.next()?)?;
        }
        Some(name)
    }
}

fn named(token: SqlToken<'_>) -> Option<Name> {
    match token {
        SqlToken::Word(word) => Some(Name::new(Cow::into_owned(word))),
        SqlToken::Text(text) => Some(Name::new(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))),
        SqlToken::Number(_) | SqlToken::Symbol(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_name_after_the_first_on() {
        for (text, table) in [
            ("AFTER INSERT ON users BEGIN SELECT 1; END", Some("users")),
            (
                "before update of [on], `on` on \"a \"\"b\"\"\" when new.x = ' on y ' begin select 1; end",
                Some("a \"b\""),
            ),
            ("/* on x */ INSTEAD OF DELETE ON main.v BEGIN SELECT 1; END", Some("v")),
            ("DELETE ON 'it''s' BEGIN SELECT 1; END", Some("it's")),
            ("AFTER INSERT", None),
            ("AFTER INSERT ON", None),
            ("", None),
        ] {
            assert_eq!(Trigger::new("t", text).table(), table.map(Name::from), "{text}");
        }
    }
}
