//! A small project, and the command run in it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use rusqlite::types::Value;

/// A project in a folder of its own, which goes with it.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

/// What the command printed, and its exit code.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Requires this exit code. Returns itself, to go on with what was printed.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- stdout\n{}\n--- stderr\n{}", self.out, self.err);
        self
    }

    /// Requires this on stdout.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "no {text:?} in\n--- stdout\n{}\n--- stderr\n{}", self.out, self.err);
        self
    }

    /// Requires this on stderr.
    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no {text:?} in\n--- stderr\n{}\n--- stdout\n{}", self.err, self.out);
        self
    }
}

impl Project {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        // Paths are told from the real folder: a link on the way would change them.
        let folder = tempfile::tempdir_in(std::env::temp_dir().canonicalize().unwrap()).unwrap();
        Self { folder }
    }

    /// A package `app` whose library declares these tables.
    pub(crate) fn declaring(tables: &str) -> Self {
        let project = Self::empty();
        project.write("Cargo.toml", &manifest("app"));
        project.declare(tables);
        project
    }

    /// Changes what the library declares.
    pub(crate) fn declare(&self, tables: &str) {
        self.write("src/lib.rs", &format!("frostline::schema! {{\n{tables}\n}}\n"));
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// Every file below a folder with its text, sorted.
    pub(crate) fn files(&self, under: &str) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path(under)];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.folder.path()).unwrap().display().to_string();
                    files.push((name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()));
                }
            }
        }
        files.sort();
        files
    }

    /// The names of the files below a folder, sorted.
    pub(crate) fn names(&self, under: &str) -> Vec<String> {
        self.files(under).into_iter().map(|(name, _)| name).collect()
    }

    /// Runs the command in the project's folder.
    pub(crate) fn run<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Ran {
        self.run_in("", arguments)
    }

    /// Runs the command in a folder of the project.
    pub(crate) fn run_in<I: AsRef<OsStr>>(&self, folder: &str, arguments: impl IntoIterator<Item = I>) -> Ran {
        let mut command = command(&self.path(folder));
        ran(command.args(arguments).output().unwrap())
    }

    /// Another project with the same files.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::empty();
        let status = Command::new("cp").arg("-a").arg(self.path(".")).arg(copy.path("")).status();
        assert!(status.unwrap().success());
        copy
    }

    /// Runs the command in the project's folder with its words separated by spaces; all has to be well.
    #[track_caller]
    pub(crate) fn well(&self, arguments: &str) -> Ran {
        self.run(arguments.split(' ')).code(0)
    }

    /// Runs SQL on a database of the project in the sqlite3 shell, stopping at the first error. Returns what
    /// it printed.
    #[track_caller]
    pub(crate) fn shell(&self, path: &str, sql: &str) -> String {
        let mut child = Command::new("sqlite3")
            .args(["-bail", "-batch"])
            .arg(self.path(path))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the sqlite3 shell is installed");
        child.stdin.take().unwrap().write_all(sql.as_bytes()).unwrap();
        let ran = ran(child.wait_with_output().unwrap());
        assert_eq!((ran.code, &*ran.err), (0, ""), "{sql}");
        ran.out
    }

    /// What a database is to SQLite: each table's columns, keys and indexes by the pragmas, and the tokens of
    /// every object's text, without the history that Frostline keeps.
    pub(crate) fn shape(&self, path: &str) -> Vec<String> {
        shape(&self.open(path))
    }

    /// Opens a database of the project as a program would, with foreign keys on.
    pub(crate) fn open(&self, path: &str) -> Connection {
        let connection = Connection::open(self.path(path)).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        connection
    }

    /// Asks a database of the project for a text.
    #[track_caller]
    pub(crate) fn ask(&self, path: &str, sql: &str) -> String {
        self.open(path).query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// See [`Project::shape`]. Written for the tests alone: no reader of the library has a part in it.
pub(crate) fn shape(database: &Connection) -> Vec<String> {
    let ask = |sql: &str, columns: usize| -> Vec<String> {
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement
            .query_map([], |row| {
                let cells = (0..columns).map(|at| row.get::<_, Value>(at));
                Ok(cells.map(|cell| format!("{:?}", cell.unwrap())).collect::<Vec<_>>().join(" "))
            })
            .unwrap();
        rows.map(|row| row.unwrap()).collect()
    };
    let tables = "(SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@' AND name <> \
                  'frostline_history') AS t";
    let mut shape = Vec::new();
    // A rowid's alias is never null, whether or not its text says so.
    shape.extend(ask(
        &format!(
            "SELECT t.name, c.cid, c.name, upper(replace(c.type, ' ', '')), c.\"notnull\" OR (c.pk > 0 AND upper(c.type) = \
             'INTEGER'), c.dflt_value, c.pk, c.hidden FROM {tables}, pragma_table_xinfo(t.name) AS c ORDER BY 1, 2"
        ),
        8,
    ));
    shape.extend(ask(
        &format!(
            "SELECT t.name, iif(i.origin = 'c', i.name, ''), i.\"unique\", i.origin, i.partial, (SELECT group_concat(format('%s \
             %s %s %s', x.name, x.\"desc\", x.coll, x.key)) FROM pragma_index_xinfo(i.name) AS x) FROM {tables}, \
             pragma_index_list(t.name) AS i ORDER BY 1, 2, 6"
        ),
        6,
    ));
    shape.extend(ask(
        &format!(
            "SELECT t.name, f.seq, f.\"table\", f.\"from\", coalesce(f.\"to\", (SELECT p.name FROM \
             pragma_table_info(f.\"table\") AS p WHERE p.pk = f.seq + 1)), f.on_update, f.on_delete, f.\"match\" FROM {tables}, \
             pragma_foreign_key_list(t.name) AS f ORDER BY 1, 3, 4"
        ),
        8,
    ));
    shape.extend(ask(
        "SELECT type, name, tbl_name FROM sqlite_schema WHERE tbl_name <> 'frostline_history' AND name NOT LIKE 'sqlite@_%' \
         ESCAPE '@' ORDER BY 1, 2",
        3,
    ));
    shape.extend(ask(
        "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT \
         LIKE 'sqlite@_%' ESCAPE '@' AND name <> 'frostline_history' ORDER BY 1",
        3,
    ));
    shape
}

/// The command, without what this process's surroundings would tell it.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-schema"));
    command.current_dir(folder);
    for name in ["FROSTLINE_DATABASE", "GITHUB_WORKSPACE", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    // No project here is built, so no network and no lock file may be wanted.
    command.env("CARGO_NET_OFFLINE", "true");
    command
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The manifest of a package.
pub(crate) fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nfrostline = \"0.1\"\n"
    )
}

/// The tables of most tests: people and their notes.
pub(crate) const NOTES: &str = "\
    table users as User {
        id   integer primary key,
        name text,
    }

    table notes as Note {
        id      integer primary key,
        user_id integer references users (id) on delete cascade,
        body    text,

        index (user_id),
    }";
