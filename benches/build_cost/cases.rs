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
    /// By `schema!`, each key with a type of its own.
    Keyed,
    /// With rusqlite by hand: the same calls that `#[derive(Table)]` gives.
    ByHand,
    /// The same by hand, each key with a type of its own.
    KeyedByHand,
    /// With serde's derives.
    Serde,
}

impl Kind {
    pub(crate) fn name(self) -> String {
        match self {
            Self::Declared { .. } => "schema!".to_owned(),
            Self::Keyed => "schema!, keys `as new`".to_owned(),
            Self::ByHand => "rusqlite by hand".to_owned(),
            Self::KeyedByHand => "by hand, keys too".to_owned(),
            Self::Serde => "serde's derives".to_owned(),
        }
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
            Kind::Keyed => format!("case_keyed_{}", self.tables),
            Kind::ByHand => format!("case_hand_{}", self.tables),
            Kind::KeyedByHand => format!("case_hand_keyed_{}", self.tables),
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
            Kind::Declared { .. } | Kind::Keyed => {
                let declaration = self.declaration(renamed, "");
                let _ = write!(source, "frostline::schema! {{\n{declaration}}}\n");
                let revisions = if let Kind::Declared { revisions } = self.kind { revisions } else { 1 };
                self.freeze(&folder.join("revisions"), revisions, renamed);
            }
            Kind::ByHand | Kind::KeyedByHand => {
                source.push_str("use frostline::rusqlite::{self, Connection, OptionalExtension as _, Row, params};\n");
                for table in 0..self.tables {
                    let mut columns = self.columns(table, renamed);
                    let key = format!("Table{table}Id");
                    if self.kind == Kind::KeyedByHand {
                        columns[0].2 = &key;
                        key_by_hand(&mut source, &key);
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
                let _ = match (self.kind, name) {
                    (Kind::Keyed, "id") => writeln!(text, "        {name} {ty} as new Table{table}Id,"),
                    _ => writeln!(text, "        {name} {ty},"),
                };
            }
            let _ = writeln!(text, "\n        index (customer_id),\n{more}    }}\n");
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
