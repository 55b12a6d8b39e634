//! The answers on the command line: `--rename`, `--drop`, `--backfill`, `--cast`.

use schema_core::hazard::Code;
use schema_core::model::{Expression, Model, Name, Rename, RenameColumn, Sql, Table, Transition};

use crate::error::{Error, Result};

/// A code that may be allowed: one of a hazard that loses data. The others need no leave.
pub(crate) fn allowable(code: &str) -> Result<String, String> {
    let codes: Vec<&str> = Code::ALL.iter().filter(|code| code.loses_data()).map(|code| code.as_str()).collect();
    if codes.contains(&code) { Ok(code.to_owned()) } else { Err(format!("the codes are: {}", codes.join(", "))) }
}

/// What two schemas cannot tell.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Answers {
    /// A table was renamed (`old=new`), or a column (`table.old=new`)
    #[arg(long, value_name = "OLD=NEW", value_parser = Renamed::parse, help_heading = "What the schemas cannot tell")]
    rename: Vec<Renamed>,

    /// A table (`table`) or column (`table.column`) was dropped, although one like it appeared
    #[arg(long, value_name = "NAME", value_parser = Path::parse, help_heading = "What the schemas cannot tell")]
    drop: Vec<Path>,

    /// What a column holds in the rows that exist: an SQL expression over the old row (`table.column=EXPR`)
    #[arg(long, value_name = "COLUMN=EXPR", value_parser = Filled::parse, help_heading = "What the schemas cannot tell")]
    backfill: Vec<Filled>,

    /// How a column's values become its new type: an SQL expression over the old row (`table.column=EXPR`)
    #[arg(long, value_name = "COLUMN=EXPR", value_parser = Filled::parse, help_heading = "What the schemas cannot tell")]
    cast: Vec<Filled>,
}

/// `table` or `table.column`. A part with a dot or an equals sign in it is put in double quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Path {
    first: Name,
    second: Option<Name>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Renamed {
    from: Path,
    to: Path,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Filled {
    table: Name,
    column: Name,
    expr: String,
}

impl Path {
    fn parse(text: &str) -> Result<Self, String> {
        match Self::start(text)? {
            (path, "") => Ok(path),
            (_, rest) => Err(format!("`{rest}` follows the name")),
        }
    }

    /// The path at the start of the text, and what follows it.
    fn start(text: &str) -> Result<(Self, &str), String> {
        let (first, rest) = part(text)?;
        let Some(rest) = rest.strip_prefix('.') else { return Ok((Self { first, second: None }, rest)) };
        let (second, rest) = part(rest)?;
        if rest.starts_with('.') {
            return Err("a name has two parts at most: `table.column`".to_owned());
        }
        Ok((Self { first, second: Some(second) }, rest))
    }
}

/// One part of a path: up to a dot or an equals sign, or in double quotes.
fn part(text: &str) -> Result<(Name, &str), String> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find(['.', '=']).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let name = name.trim();
        return if name.is_empty() { Err("a name is missing".to_owned()) } else { Ok((Name::new(name), rest)) };
    };
    let mut name = String::new();
    loop {
        let Some((before, after)) = rest.split_once('"') else { return Err("a quote is not closed".to_owned()) };
        name.push_str(before);
        // A doubled quote is one quote of the name.
        match after.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => return Ok((Name::new(name), after)),
        }
    }
}

impl Renamed {
    fn parse(text: &str) -> Result<Self, String> {
        let (from, rest) = Path::start(text)?;
        let rest = rest.strip_prefix('=').ok_or("`=` is missing; say `old=new` or `table.old=new`")?;
        let mut to = Path::parse(rest)?;
        match (&from.second, &to.second) {
            // `t.a=t.b` means what `t.a=b` means.
            (Some(_), Some(_)) if from.first == to.first => {}
            (Some(_), None) => to = Path { first: from.first.clone(), second: Some(to.first) },
            (None, None) => {}
            _ => return Err("a column stays in its table; say `table.old=new`".to_owned()),
        }
        Ok(Self { from, to })
    }
}

impl Filled {
    fn parse(text: &str) -> Result<Self, String> {
        let (path, rest) = Path::start(text)?;
        let Path { first: table, second: Some(column) } = path else {
            return Err("the column is missing; say `table.column=EXPR`".to_owned());
        };
        match rest.strip_prefix('=').map(str::trim) {
            None | Some("") => Err("the expression is missing; say `table.column=EXPR`".to_owned()),
            Some(expr) => Ok(Self { table, column, expr: expr.to_owned() }),
        }
    }
}

/// What the two schemas are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides<'a> {
    /// The one before.
    pub(crate) from: &'a str,
    /// The one after.
    pub(crate) to: &'a str,
}

impl Sides<'_> {
    /// The newest revision and the declaration.
    pub(crate) const PENDING: Sides<'static> = Sides { from: "the newest revision", to: "the declaration" };

    fn never_was(&self, what: &str, name: &Name) -> Error {
        Error::could_not_run(format!("{what} `{name}` is not in {}; see `cargo schema diff`", self.from))
    }

    fn is_not(&self, what: &str, name: &Name) -> Error {
        Error::could_not_run(format!("{what} `{name}` is not in {}; see `cargo schema diff`", self.to))
    }

    fn is_still(&self, what: &str, name: &Name) -> Error {
        Error::could_not_run(format!("{what} `{name}` is still in {}; take it out there to drop it", self.to))
    }
}

impl Answers {
    /// The transition that they say, between these models. Whatever they name has to be there.
    pub(crate) fn transition(&self, from: &Model, to: &Model, sides: &Sides<'_>) -> Result<Transition> {
        let mut transition = Transition::default();
        for rename in self.rename.iter().filter(|rename| rename.from.second.is_none()) {
            let old =
                from.table_spelled(&rename.from.first).ok_or_else(|| sides.never_was("table", &rename.from.first))?;
            let new = to.table_spelled(&rename.to.first).ok_or_else(|| sides.is_not("table", &rename.to.first))?;
            transition.rename_tables.push(Rename { from: old.clone(), to: new.clone() });
        }
        for rename in &self.rename {
            let (Some(old), Some(new)) = (&rename.from.second, &rename.to.second) else { continue };
            let (before, after) = tables(&rename.from.first, from, to, &transition, sides)?;
            let old = before.column_named(old).ok_or_else(|| sides.never_was("column", &dotted(&before.name, old)))?;
            let new = after.column_named(new).ok_or_else(|| sides.is_not("column", &dotted(&after.name, new)))?;
            let (table, from, to) = (after.name.clone(), old.name.clone(), new.name.clone());
            transition.rename_columns.push(RenameColumn { table, from, to });
        }
        for drop in &self.drop {
            match &drop.second {
                None => {
                    let old = from.table_spelled(&drop.first).ok_or_else(|| sides.never_was("table", &drop.first))?;
                    if to.table_spelled(old).is_some() {
                        return Err(sides.is_still("table", old));
                    }
                    transition.drop_tables.push(old.clone());
                }
                Some(column) => {
                    let (before, after) = tables(&drop.first, from, to, &transition, sides)?;
                    let path = dotted(&before.name, column);
                    let old = before.column_named(column).ok_or_else(|| sides.never_was("column", &path))?;
                    if after.column_named(&old.name).is_some() {
                        return Err(sides.is_still("column", &path));
                    }
                    transition.drop_columns.push((after.name.clone(), old.name.clone()));
                }
            }
        }
        for (list, given) in [(&mut transition.backfills, &self.backfill), (&mut transition.casts, &self.cast)] {
            for filled in given {
                let renames = Transition { rename_tables: transition.rename_tables.clone(), ..Transition::default() };
                let after = after(&filled.table, to, &renames).ok_or_else(|| sides.is_not("table", &filled.table))?;
                let column = after
                    .column_named(&filled.column)
                    .ok_or_else(|| sides.is_not("column", &dotted(&after.name, &filled.column)))?;
                list.push(Expression {
                    table: after.name.clone(),
                    column: column.name.clone(),
                    expr: Sql::new(&filled.expr),
                });
            }
        }
        Ok(transition)
    }
}

/// A table as it was and as it is, by its new name or, where it was renamed, by its old one.
fn tables<'a>(
    name: &Name,
    from: &'a Model,
    to: &'a Model,
    renames: &Transition,
    sides: &Sides<'_>,
) -> Result<(&'a Table, &'a Table)> {
    let after = after(name, to, renames).ok_or_else(|| sides.is_not("table", name))?;
    let old = renames.table_before(&after.name).unwrap_or(&after.name);
    let before = from.table_named(old).ok_or_else(|| sides.never_was("table", old))?;
    Ok((before, after))
}

fn after<'a>(name: &Name, to: &'a Model, renames: &Transition) -> Option<&'a Table> {
    to.table_named(name).or_else(|| {
        let rename = renames.rename_tables.iter().find(|rename| rename.from.same(name))?;
        to.table_named(&rename.to)
    })
}

fn dotted(table: &Name, column: &Name) -> Name {
    Name::new(format!("{table}.{column}"))
}

/// A name as these flags take it: in double quotes where it would be taken apart, and then in the
/// shell's quotes.
pub(crate) fn argument(parts: &[&Name]) -> String {
    let part = |name: &&Name| {
        let text = name.as_str();
        if text.contains(['.', '=', '"']) || text.trim() != text {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    parts.iter().map(part).collect::<Vec<_>>().join(".")
}

/// A word as a POSIX shell takes it.
pub(crate) fn shell_word(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./=:,@%+".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema_core::model::{Column, Type};

    fn path(text: &str) -> Path {
        Path::parse(text).unwrap()
    }

    #[test]
    fn names_are_taken_apart_unless_quoted() {
        assert_eq!(path("a.b"), Path { first: "a".into(), second: Some("b".into()) });
        assert_eq!(path("\"a.b\""), Path { first: "a.b".into(), second: None });
        assert_eq!(path("\"a\"\"b\".c d"), Path { first: "a\"b".into(), second: Some("c d".into()) });
        for bad in ["", "a.", ".a", "a.b.c", "\"a", "\"a\"b", "a=b"] {
            assert!(Path::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_argument_writes_is_what_is_read() {
        for name in ["a", "a.b", "a=b", "a\"b", " a", "order items"] {
            let name = Name::new(name);
            assert_eq!(path(&argument(&[&name, &name])), Path { first: name.clone(), second: Some(name) });
        }
    }

    #[test]
    fn a_column_stays_in_its_table() {
        assert!(Renamed::parse("a.b=c.d").is_err());
        assert!(Renamed::parse("a=c.d").is_err());
        assert_eq!(Renamed::parse("a.b=a.d"), Renamed::parse("a.b=d"));
    }

    #[test]
    fn an_expression_keeps_its_equals_signs() {
        let filled = Filled::parse("t.c=a = 'x.y'").unwrap();
        assert_eq!(filled.expr, "a = 'x.y'");
        assert!(Filled::parse("t=1").is_err());
        assert!(Filled::parse("t.c=").is_err());
    }

    fn model(table: &str, columns: &[&str]) -> Model {
        let mut made = Table::new(table);
        made.columns = columns.iter().map(|name| Column::new(*name, Type::Integer)).collect();
        Model::of_tables(vec![made])
    }

    #[test]
    fn a_column_of_a_renamed_table_goes_by_either_name() {
        let (from, to) = (model("old", &["a", "x"]), model("new", &["b", "x"]));
        for table in ["old", "new"] {
            let arguments = Answers {
                rename: vec![Renamed::parse(&format!("{table}.a=b")).unwrap(), Renamed::parse("old=new").unwrap()],
                ..Answers::default()
            };
            let transition = arguments.transition(&from, &to, &Sides::PENDING).unwrap();
            assert_eq!(transition.rename_columns[0].table, Name::new("new"));
            assert_eq!(transition.rename_tables.len(), 1);
        }
    }

    #[test]
    fn what_is_not_there_is_refused() {
        let (from, to) = (model("t", &["a", "x"]), model("t", &["b", "x"]));
        let refuse = |arguments: Answers| arguments.transition(&from, &to, &Sides::PENDING).unwrap_err().to_string();
        let rename = |text| Answers { rename: vec![Renamed::parse(text).unwrap()], ..Answers::default() };
        let drop = |text| Answers { drop: vec![path(text)], ..Answers::default() };
        assert!(refuse(rename("t.q=b")).contains("`t.q` is not in the newest revision"));
        assert!(refuse(rename("t.a=q")).contains("`t.q` is not in the declaration"));
        assert!(refuse(drop("t.x")).contains("`t.x` is still in the declaration"));
        assert!(refuse(drop("q")).contains("`q` is not in the newest revision"));
    }

    #[test]
    fn shells_get_quotes_where_they_need_them() {
        assert_eq!(shell_word("t.a=b"), "t.a=b");
        assert_eq!(shell_word("a b"), "'a b'");
        assert_eq!(shell_word("it's"), "'it'\\''s'");
    }
}
