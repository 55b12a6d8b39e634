//! The crates that are measured.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use schema_core::history::{History, Revision};

use super::fixture;

/// A crate of so many tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    pub(crate) tables: usize,
}

/// How the structs come to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// By `schema!`, with so many frozen revisions.
    Declared { revisions: usize },
    /// By `schema!`, each table with more of the language.
    With(Feature),
    /// With rusqlite by hand: the same calls that `#[derive(Table)]` gives.
    ByHand,
    /// The same by hand, with what gives a person the same as the feature.
    ByHandWith(Feature),
    /// With serde's derives.
    Serde,
}

/// What a declaration may have beside plain columns, in every table of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    /// A reference to the table before.
    References,
    /// A unique of two columns.
    Uniques,
    /// An enum of three values.
    Enums,
    /// A type of its own for the key.
    Keys,
    /// Everything above.
    All,
}

impl Feature {
    pub(crate) const EACH: [Self; 5] = [Self::References, Self::Uniques, Self::Enums, Self::Keys, Self::All];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::References => "a reference",
            Self::Uniques => "a unique",
            Self::Enums => "an enum",
            Self::Keys => "a key `as new`",
            Self::All => "all of it",
        }
    }
}

impl Kind {
    pub(crate) fn name(self) -> String {
        match self {
            Self::Declared { .. } => "schema!".to_owned(),
            Self::With(feature) => format!("schema!, {}", feature.name()),
            Self::ByHand => "rusqlite by hand".to_owned(),
            Self::ByHandWith(feature) => format!("by hand, {}", feature.name()),
            Self::Serde => "serde's derives".to_owned(),
        }
    }

    fn has(self, feature: Feature) -> bool {
        matches!(self, Self::With(of) | Self::ByHandWith(of) if of == feature || of == Feature::All)
    }
}

/// The columns of every table: name, type in the language, type in Rust.
const COLUMNS: [(&str, &str, &str); 10] = [
    ("id", "integer primary key", "i64"),
    ("customer_id", "integer", "i64"),
    ("kind", "varchar(50)", "String"),
    ("data", "json", "String"),
    ("priority", "smallint", "i16"),
    ("ratio", "real", "f64"),
    ("is_full", "boolean", "bool"),
    ("synced_at", "datetime?", "Option<String>"),
    ("rows_synced", "integer?", "Option<i64>"),
    ("body", "blob?", "Option<Vec<u8>>"),
];

impl Case {
    pub(crate) fn name(&self) -> String {
        match self.kind {
            Kind::Declared { revisions: 1 } => format!("case_schema_{}", self.tables),
            Kind::Declared { revisions } => format!("case_schema_{}_with_{revisions}", self.tables),
            Kind::With(feature) => format!("case_schema_{feature:?}_{}", self.tables).to_lowercase(),
            Kind::ByHand => format!("case_hand_{}", self.tables),
            Kind::ByHandWith(feature) => format!("case_hand_{feature:?}_{}", self.tables).to_lowercase(),
            Kind::Serde => format!("case_serde_{}", self.tables),
        }
    }

    /// Writes the crate under `cases/`; with one column of the middle table renamed, if so.
    pub(crate) fn write(&self, workspace: &Path, renamed: bool) {
        let folder = workspace.join("cases").join(self.name());
        fs::create_dir_all(folder.join("src")).expect("creates");
        let frostline = env!("CARGO_MANIFEST_DIR");
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             frostline = {{ path = {frostline:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n",
            self.name()
        );
        if fs::read_to_string(folder.join("Cargo.toml")).ok().as_deref() != Some(&manifest) {
            fs::write(folder.join("Cargo.toml"), manifest).expect("writes");
        }
        let mut source = "//! A case.\n\n".to_owned();
        match self.kind {
            Kind::Declared { .. } | Kind::With(_) => {
                let declaration = self.declaration(renamed, "");
                let _ = write!(source, "frostline::schema! {{\n{declaration}}}\n");
                let revisions = if let Kind::Declared { revisions } = self.kind { revisions } else { 1 };
                self.freeze(&folder.join("revisions"), revisions, renamed);
            }
            Kind::ByHand | Kind::ByHandWith(_) => {
                source.push_str("use frostline::rusqlite::{self, Connection, OptionalExtension as _, Row, params};\n");
                for table in 0..self.tables {
                    let mut columns = self.columns(table, renamed);
                    let names = [
                        format!("Table{table}Id"),
                        format!("Table{}Id", table.saturating_sub(1)),
                        format!("State{table}"),
                    ];
                    let [key, other, state] = &names;
                    if self.kind.has(Feature::Keys) {
                        columns[0].2 = key;
                        key_by_hand(&mut source, key);
                        if self.kind.has(Feature::References) && table > 0 {
                            columns[1].2 = other;
                        }
                    }
                    if self.kind.has(Feature::Enums) {
                        columns[3].2 = state;
                        enum_by_hand(&mut source, state);
                    }
                    by_hand(&mut source, table, &columns);
                }
            }
            Kind::Serde => {
                (0..self.tables).for_each(|table| {
                    struct_of(
                        &mut source,
                        table,
                        &self.columns(table, renamed),
                        ", serde::Serialize, serde::Deserialize",
                    );
                });
            }
        }
        fs::write(folder.join("src/lib.rs"), source).expect("writes");
    }

    fn columns<'a>(&self, table: usize, renamed: bool) -> [(&'a str, &'a str, &'a str); 10] {
        let mut columns = COLUMNS;
        if renamed && table == self.tables / 2 {
            columns[2].0 = "category";
        }
        columns
    }

    fn declaration(&self, renamed: bool, more: &str) -> String {
        let mut text = String::new();
        for table in 0..self.tables {
            let _ = writeln!(text, "    /// Row {table}.\n    table table_{table} as Table{table} {{");
            for (name, ty, _) in self.columns(table, renamed) {
                let _ = match name {
                    "id" if self.kind.has(Feature::Keys) => {
                        writeln!(text, "        {name} {ty} as new Table{table}Id,")
                    }
                    "customer_id" if self.kind.has(Feature::References) && table > 0 => {
                        writeln!(text, "        {name} {ty} references table_{} (id),", table - 1)
                    }
                    "data" if self.kind.has(Feature::Enums) => writeln!(text, "        {name} enum state_{table},"),
                    _ => writeln!(text, "        {name} {ty},"),
                };
            }
            if self.kind.has(Feature::Uniques) {
                let _ = writeln!(text, "\n        unique (rows_synced, priority),");
            }
            let _ = writeln!(text, "\n        index (customer_id),\n{more}    }}\n");
            if self.kind.has(Feature::Enums) {
                let _ = writeln!(text, "    enum state_{table} as State{table} {{ open, fixed, closed }}\n");
            }
        }
        text
    }

    /// Freezes the declaration. Of many revisions each adds or drops an index, and the last is the
    /// declaration.
    fn freeze(&self, folder: &Path, revisions: usize, renamed: bool) {
        let _ = fs::remove_dir_all(folder);
        let mut history = History { name: "main".into(), ..History::default() };
        let mut index = "frostline 1\n".to_owned();
        for left in (0..revisions).rev() {
            let more = if left % 2 == 1 { "        index (priority),\n" } else { "" };
            let sql = "CREATE INDEX \"ix_table_0_priority\" ON \"table_0\" (\"priority\");\n".repeat(self.tables);
            let draft = fixture::draft(&history, "revision", &self.declaration(renamed, more), &sql, &sql);
            let (name, identity) = (draft.name.clone(), draft.identity);
            if revisions == 1 {
                draft.write(folder).expect("writes");
                return;
            }
            // `Draft::write` waits for the disk at each file.
            let revision = folder.join(&name);
            fs::create_dir_all(&revision).expect("creates");
            fs::write(revision.join("snapshot.schema"), &draft.snapshot).expect("writes");
            for script in &draft.scripts {
                fs::write(revision.join("sqlite.up.sql"), &*script.up).expect("writes");
                fs::write(revision.join("sqlite.down.sql"), &*script.down).expect("writes");
            }
            let _ = writeln!(index, "{name} {identity}");
            // Identities follow from the head alone, and the number from the count.
            history.revisions.to_mut().push(Revision {
                name: name.into(),
                identity,
                snapshot: "".into(),
                scripts: Vec::new().into(),
            });
        }
        fs::write(folder.join("history"), index).expect("writes");
    }
}

fn struct_of(source: &mut String, table: usize, columns: &[(&str, &str, &str)], derives: &str) {
    let _ =
        writeln!(source, "\n/// Row {table}.\n#[derive(Debug, Clone, PartialEq{derives})]\npub struct Table{table} {{");
    for (name, ty, rust) in columns {
        let _ = writeln!(source, "    /// `{name} {ty}`\n    pub {name}: {rust},");
    }
    source.push_str("}\n");
}

/// What a person would write of what `as new` gives.
fn key_by_hand(source: &mut String, key: &str) {
    let _ = write!(
        source,
        r#"
/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct {key}(pub i64);

impl std::fmt::Display for {key} {{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{
        self.0.fmt(f)
    }}
}}

impl From<i64> for {key} {{
    fn from(value: i64) -> Self {{
        Self(value)
    }}
}}

impl From<{key}> for i64 {{
    fn from(value: {key}) -> Self {{
        value.0
    }}
}}

impl rusqlite::types::FromSql for {key} {{
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {{
        i64::column_result(value).map(Self)
    }}
}}

impl rusqlite::types::ToSql for {key} {{
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {{
        self.0.to_sql()
    }}
}}
"#
    );
}

/// What a person would write of what an `enum` gives.
fn enum_by_hand(source: &mut String, name: &str) {
    let _ = write!(
        source,
        r#"
/// A state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum {name} {{
    /// `open`
    Open,
    /// `fixed`
    Fixed,
    /// `closed`
    Closed,
}}

impl {name} {{
    /// Its text.
    pub fn as_str(self) -> &'static str {{
        match self {{
            Self::Open => "open",
            Self::Fixed => "fixed",
            Self::Closed => "closed",
        }}
    }}
}}

impl std::fmt::Display for {name} {{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{
        f.write_str(self.as_str())
    }}
}}

impl std::str::FromStr for {name} {{
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {{
        match text {{
            "open" => Ok(Self::Open),
            "fixed" => Ok(Self::Fixed),
            "closed" => Ok(Self::Closed),
            other => Err(format!("`{{other}}` is no state")),
        }}
    }}
}}

impl rusqlite::types::FromSql for {name} {{
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {{
        value.as_str()?.parse().map_err(|error: String| rusqlite::types::FromSqlError::Other(error.into()))
    }}
}}

impl rusqlite::types::ToSql for {name} {{
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {{
        Ok(self.as_str().into())
    }}
}}
"#
    );
}

fn by_hand(source: &mut String, table: usize, columns: &[(&str, &str, &str)]) {
    struct_of(source, table, columns, "");
    let joined = |each: &dyn Fn(usize, &str) -> String| {
        let parts: Vec<String> = columns.iter().enumerate().map(|(at, (name, ..))| each(at, name)).collect();
        parts.join(", ")
    };
    let names = joined(&|_, name| name.to_owned());
    let parameters = joined(&|at, _| format!("?{}", at + 1));
    let set = joined(&|_, name| format!("{name} = excluded.{name}"));
    let reads = joined(&|at, name| format!("{name}: row.get({at})?"));
    let values = joined(&|_, name| format!("self.{name}"));
    let key = columns[0].2;
    let _ = write!(
        source,
        r#"
impl Table{table} {{
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {{
        Ok(Self {{ {reads} }})
    }}

    /// Every row.
    pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Self>> {{
        connection.prepare_cached("SELECT {names} FROM table_{table}")?.query_map([], Self::read)?.collect()
    }}

    /// The row with this key.
    pub fn find(connection: &Connection, id: {key}) -> rusqlite::Result<Option<Self>> {{
        connection
            .prepare_cached("SELECT {names} FROM table_{table} WHERE id = ?1")?
            .query_row([id], Self::read)
            .optional()
    }}

    /// Inserts the row.
    pub fn insert(&self, connection: &Connection) -> rusqlite::Result<usize> {{
        connection
            .prepare_cached("INSERT INTO table_{table} ({names}) VALUES ({parameters})")?
            .execute(params![{values}])
    }}

    /// Inserts the row, or updates it.
    pub fn upsert(&self, connection: &Connection) -> rusqlite::Result<usize> {{
        connection
            .prepare_cached("INSERT INTO table_{table} ({names}) VALUES ({parameters}) ON CONFLICT (id) DO UPDATE SET {set}")?
            .execute(params![{values}])
    }}

    /// Deletes the row.
    pub fn delete(&self, connection: &Connection) -> rusqlite::Result<usize> {{
        connection.prepare_cached("DELETE FROM table_{table} WHERE id = ?1")?.execute([self.id])
    }}
}}
"#
    );
}
