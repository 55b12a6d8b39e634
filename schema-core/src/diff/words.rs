//! Changes in words.

use std::fmt;

use super::{Alteration, Change, Item, Object};
use crate::model::{
    Action, Column, Conflict, DefaultValue, Direction, EnumType, ForeignKey, Index, IndexKey, KeyColumn, Literal, Name,
    NotNull, Sql, Storage, Type,
};

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddTable { table } => write!(f, "table `{}` added", table.name),
            Self::DropTable { table } => write!(f, "table `{}` dropped", table.name),
            Self::RenameTable { from, to } => write!(f, "table `{from}` renamed to `{to}`{}", in_case(from, to)),
            Self::AddColumn { table, column } => {
                write!(f, "column `{table}.{}` added (`{}`)", column.name, kind(column))
            }
            Self::DropColumn { table, column } => write!(f, "column `{table}.{}` dropped", column.name),
            Self::RenameColumn { table, from, to } => {
                write!(f, "column `{table}.{from}` renamed to `{to}`{}", in_case(from, to))
            }
            Self::AlterColumn { table, from, to, what } => {
                write!(f, "column `{table}.{}`: ", to.name)?;
                for (index, what) in what.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    alteration(f, *what, from, to)?;
                }
                Ok(())
            }
            Self::ReorderColumns { table } => write!(f, "columns of `{table}` in another order"),
            Self::AddItem { table, item } => write!(f, "{item} of `{table}` added"),
            Self::DropItem { table, item } => write!(f, "{item} of `{table}` dropped"),
            Self::AlterItem { table, from, to } => match (from.name(), to.name()) {
                (before, after) if before != after => {
                    write!(f, "{from} of `{table}` is now {to}")
                }
                _ => write!(f, "{to} of `{table}` changed from {}", Contents(from)),
            },
            Self::AlterOptions { table, strict, without_rowid } => {
                let words = [(strict, "strict"), (without_rowid, "without rowid")]
                    .into_iter()
                    .filter_map(|(value, word)| {
                        value.map(|on| if on { format!("`{word}`") } else { format!("no longer `{word}`") })
                    })
                    .collect::<Vec<_>>();
                write!(f, "table `{table}` is now {}", words.join(" and "))
            }
            Self::AddObject { object } => write!(f, "{object} added"),
            Self::DropObject { object } => write!(f, "{object} dropped"),
            Self::AlterObject { from, to } if from.name() != to.name() => write!(f, "{from} is now `{}`", to.name()),
            Self::AlterObject { to, .. } => write!(f, "{to} changed"),
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind(), self.name())
    }
}

/// Two names that differ in the case of their letters are one to the database.
fn in_case(from: &Name, to: &Name) -> &'static str {
    if from.same(to) { ", in letter case only" } else { "" }
}

fn alteration(f: &mut fmt::Formatter<'_>, what: Alteration, from: &Column, to: &Column) -> fmt::Result {
    match what {
        Alteration::Type => match (&from.ty, &to.ty) {
            (Type::Enum(from), Type::Enum(to)) => enum_values(f, from, to),
            (from, to) => write!(f, "type changed from `{}` to `{}`", TypeWords(from), TypeWords(to)),
        },
        Alteration::Nullable if to.nullable => f.write_str("may now be null"),
        Alteration::Nullable => f.write_str("may no longer be null"),
        Alteration::NotNull => match &to.not_null {
            NotNull { said: true, .. } => f.write_str("`not null` is said"),
            NotNull { name: None, conflict: Conflict::Abort, .. } if from.not_null.said => {
                f.write_str("`not null` is not said")
            }
            NotNull { conflict, .. } if *conflict != from.not_null.conflict => {
                write!(f, "`not null` is now `on conflict {}`", conflict.word())
            }
            NotNull { name: Some(name), .. } => write!(f, "`not null` is now called `{name}`"),
            NotNull { name: None, .. } => f.write_str("`not null` has no name any more"),
        },
        Alteration::Default => match (&from.default, &to.default) {
            (_, None) => f.write_str("default dropped"),
            (None, Some(to)) => write!(f, "default `{}` added", DefaultWords(to)),
            (Some(from), Some(to)) => {
                write!(f, "default changed from `{}` to `{}`", DefaultWords(from), DefaultWords(to))
            }
        },
        Alteration::Collation => match &to.collation {
            Some(collation) => write!(f, "collation is now `{collation}`"),
            None => f.write_str("collation dropped"),
        },
        Alteration::Generated => match (&from.generated, &to.generated) {
            (_, None) => f.write_str("no longer generated"),
            (None, Some(_)) => f.write_str("now generated"),
            (Some(_), Some(to)) => {
                let storage = if to.storage == Storage::Stored { "stored" } else { "virtual" };
                write!(f, "now generated as `{}` {storage}", to.expr)
            }
        },
    }
}

/// What a column of an enum takes that it did not, and the other way round.
fn enum_values(f: &mut fmt::Formatter<'_>, from: &EnumType, to: &EnumType) -> fmt::Result {
    let list = |values: Vec<&str>| values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    let (added, gone) = (list(to.without(from).collect()), list(from.without(to).collect()));
    match (added.is_empty(), gone.is_empty()) {
        (false, true) => write!(f, "takes {added} too"),
        (true, _) => write!(f, "no longer takes {gone}"),
        (false, false) => write!(f, "takes {added} too, no longer takes {gone}"),
    }
}

impl Item {
    /// Its name, if it has one.
    pub fn name(&self) -> Option<&Name> {
        match self {
            Self::PrimaryKey(key) => key.name.as_ref(),
            Self::ForeignKey(key) => key.name.as_ref(),
            Self::Unique(unique) => unique.name.as_ref(),
            Self::Check(check) => check.name.as_ref(),
            Self::Index(index) => Some(&index.name),
        }
    }

    /// What it is: `primary key`, `reference`, `unique constraint`, `check`, `index` or `unique index`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PrimaryKey(_) => "primary key",
            Self::ForeignKey(_) => "reference",
            Self::Unique(_) => "unique constraint",
            Self::Check(_) => "check",
            Self::Index(Index { unique: true, .. }) => "unique index",
            Self::Index(_) => "index",
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} `{name}` {}", self.kind(), Contents(self)),
            None => write!(f, "{} {}", self.kind(), Contents(self)),
        }
    }
}

/// What an item says, without its kind and name.
struct Contents<'a>(&'a Item);

impl fmt::Display for Contents<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Item::PrimaryKey(key) => {
                write!(f, "`{}`", KeyList(&key.columns))?;
                if key.autoincrement {
                    f.write_str(" autoincrement")?;
                }
                conflict(f, key.conflict)
            }
            Item::ForeignKey(ForeignKey {
                columns, table, references, bare, on_delete, on_update, deferred, ..
            }) => {
                write!(f, "`{}` to `{table} {}`", List(columns), List(if *bare { &[] } else { references }))?;
                for (event, action) in [("delete", on_delete), ("update", on_update)] {
                    if *action != Action::NoAction {
                        write!(f, " on {event} {}", action.words())?;
                    }
                }
                if *deferred { f.write_str(" deferrable initially deferred") } else { Ok(()) }
            }
            Item::Unique(unique) => {
                write!(f, "`{}`", KeyList(&unique.columns))?;
                conflict(f, unique.conflict)
            }
            Item::Check(check) => write!(f, "`{}`", check.expr),
            Item::Index(index) => {
                f.write_str("`(")?;
                for (position, part) in index.parts.iter().enumerate() {
                    if position > 0 {
                        f.write_str(", ")?;
                    }
                    match &part.key {
                        IndexKey::Column(name) => write!(f, "{name}")?,
                        IndexKey::Expr(expr) => write!(f, "{expr}")?,
                    }
                    if let Some(collation) = &part.collation {
                        write!(f, " collate {collation}")?;
                    }
                    if part.direction == Direction::Desc {
                        f.write_str(" desc")?;
                    }
                }
                f.write_str(")")?;
                if let Some(filter) = &index.filter {
                    write!(f, " where {filter}")?;
                }
                f.write_str("`")
            }
        }
    }
}

struct List<'a>(&'a [Name]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(Name::as_str).collect();
        write!(f, "({})", names.join(", "))
    }
}

struct KeyList<'a>(&'a [KeyColumn]);

impl fmt::Display for KeyList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (position, column) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{}", column.name)?;
            if let Some(collation) = &column.collation {
                write!(f, " collate {collation}")?;
            }
            if column.direction == Direction::Desc {
                f.write_str(" desc")?;
            }
        }
        f.write_str(")")
    }
}

fn conflict(f: &mut fmt::Formatter<'_>, conflict: Conflict) -> fmt::Result {
    match conflict {
        Conflict::Abort => Ok(()),
        other => write!(f, " on conflict {}", other.word()),
    }
}

/// The type of a column with its `?`.
fn kind(column: &Column) -> String {
    format!("{}{}", TypeWords(&column.ty), if column.nullable { "?" } else { "" })
}

struct TypeWords<'a>(&'a Type);

impl fmt::Display for TypeWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Type::Verbatim(name) if name.as_str().is_empty() => f.write_str("no type"),
            Type::Verbatim(name) => f.write_str(name.as_str()),
            other => f.write_str(&other.words()),
        }
    }
}

struct DefaultWords<'a>(&'a DefaultValue);

impl fmt::Display for DefaultWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            DefaultValue::Now => f.write_str("now"),
            DefaultValue::Expr(expr) => write!(f, "{}", Sql::as_str(expr)),
            DefaultValue::Literal(literal) => match literal {
                Literal::Null => f.write_str("null"),
                Literal::Boolean(value) => write!(f, "{value}"),
                Literal::Integer(text) | Literal::Real(text) => f.write_str(text),
                Literal::Text(text) => write!(f, "{text:?}"),
                Literal::Blob(bytes) => write!(f, "{} bytes", bytes.len()),
            },
        }
    }
}
