//! The two ends of a comparison: anything that is a schema, by the word that names it.

use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rusqlite::Batch;
use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::limits::Limit;
use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::fault::{Fault, Site};
use schema_core::history::{History, Loaded};
use schema_core::model::Model;
use schema_core::syntax::{parse_declaration, parse_snapshot};
use schema_sqlite::{Inspection, inspect};

use crate::database::{Url, in_memory};
use crate::error::{Error, Outcome, Result};
use crate::find::Declared;
use crate::range::place;
use crate::report::{Diagnostic, Place};
use crate::session::Session;
use crate::standing::model_of;

/// What an endpoint may be, for help texts.
pub(crate) const CHOICES: &str = "\
`live` (the declaration), `head` (the newest revision), `base` (nothing), a revision (its number, its name or the start \
of it), `FILE.schema`, `sqlite:FILE`, `FILE.sql` (run in memory), or `-` (a schema or SQL from stdin)";

/// Something that is a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// What is declared now.
    Live,
    /// The newest revision.
    Head,
    /// The empty start.
    Base,
    /// A text of the language: a declaration or a snapshot.
    Schema(PathBuf),
    /// A database; it is only read.
    Database(Url),
    /// SQL that makes a schema in an empty database.
    Script(PathBuf),
    /// A text of either sort.
    Stdin,
    /// A revision, or else a file whose name does not say what it is.
    Word(String),
}

/// A schema that was read.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    /// What it is called in messages and comments.
    pub(crate) label: String,
    /// What it says.
    pub(crate) model: Model,
    /// Whether SQLite said it: in its own types, and without what it does not store.
    pub(crate) is_stored: bool,
    /// The history that it is of, and its place in it, where it is a revision or comes after the newest one.
    pub(crate) of_history: Option<(Rc<History<'static>>, usize)>,
}

impl Endpoint {
    /// Reads the word of a command line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let path = Path::new(text);
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        Ok(match (text, extension.as_deref()) {
            ("", _) => return Err(format!("nothing is named; say {CHOICES}")),
            ("live", _) => Self::Live,
            ("head", _) => Self::Head,
            ("base", _) => Self::Base,
            ("-", _) => Self::Stdin,
            _ if text.starts_with("sqlite:") => Self::Database(Url::parse(text)?),
            _ if text.contains("://") => return Err(format!("`{text}` is no schema that is known; say {CHOICES}")),
            (_, Some("schema")) => Self::Schema(path.to_path_buf()),
            (_, Some("sql")) => Self::Script(path.to_path_buf()),
            _ => Self::Word(text.to_owned()),
        })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live => f.write_str("live"),
            Self::Head => f.write_str("head"),
            Self::Base => f.write_str("base"),
            Self::Schema(path) | Self::Script(path) => write!(f, "{}", path.display()),
            Self::Database(url) => write!(f, "sqlite:{url}"),
            Self::Stdin => f.write_str("-"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// Reads endpoints. The project is looked for once, and only where an endpoint is of it.
#[derive(Default)]
pub(crate) struct Reader {
    declared: Option<Declared>,
}

impl Reader {
    /// A reader whose project is this declaration's.
    pub(crate) fn of(declared: Declared) -> Self {
        Self { declared: Some(declared) }
    }

    /// The schema that is meant. What is wrong with a text or a history is told, and is the outcome.
    pub(crate) fn read(&mut self, endpoint: &Endpoint, session: &mut Session<'_>) -> Result<Result<Schema, Outcome>> {
        match endpoint {
            Endpoint::Base => Ok(Ok(schema("the empty start", Model::default(), false))),
            Endpoint::Live => {
                let declared = self.declared(session)?;
                if !session.is_sound(declared)? {
                    return Ok(Err(Outcome::Wanting));
                }
                let history = &declared.judgement.loaded.history;
                let of_history = Some((Rc::new(history.clone()), history.revisions.len()));
                let model = declared.declaration().model.clone();
                Ok(Ok(Schema { of_history, ..schema("the declaration", model, false) }))
            }
            Endpoint::Head => self.revision("head", session),
            Endpoint::Schema(path) => {
                let text = text_of(path, session)?;
                text_schema(&text, path, session)
            }
            Endpoint::Script(path) => Ok(Ok(script_schema(&text_of(path, session)?, &called(path))?)),
            Endpoint::Database(url) => Ok(Ok(stored(&format!("`{url}`"), database(url)?)?)),
            Endpoint::Stdin => {
                let mut bytes = Vec::new();
                std::io::stdin()
                    .read_to_end(&mut bytes)
                    .map_err(|error| Error::could_not_run("stdin cannot be read").caused_by(error))?;
                let text = utf8(bytes, "stdin")?;
                if is_sql(&text) {
                    return Ok(Ok(script_schema(&text, "stdin")?));
                }
                text_schema(&text, Path::new("stdin"), session)
            }
            Endpoint::Word(word) => {
                let path = session.directory.join(word);
                // The name of a revision has letters, digits and underscores alone.
                let is_path = word.contains(['.', '/', std::path::MAIN_SEPARATOR]);
                if path.is_file() && (is_path || !self.has_revision(word, session)) {
                    return self.file(word, &path, session);
                }
                self.revision(word, session)
            }
        }
    }

    /// A file whose name does not say what it is.
    fn file(&mut self, word: &str, path: &Path, session: &mut Session<'_>) -> Result<Result<Schema, Outcome>> {
        let bytes = std::fs::read(path).map_err(|error| unreadable(word, error))?;
        if bytes.starts_with(b"SQLite format 3\0") {
            let url = Url::Sqlite(PathBuf::from(word));
            return Ok(Ok(stored(&format!("`{url}`"), database(&url)?)?));
        }
        let text = utf8(bytes, word)?;
        if is_sql(&text) {
            return Ok(Ok(script_schema(&text, &format!("`{word}`"))?));
        }
        text_schema(&text, Path::new(word), session)
    }

    fn has_revision(&mut self, word: &str, session: &Session<'_>) -> bool {
        self.declared(session).is_ok_and(|declared| place(&declared.load().history, word).is_ok())
    }

    fn declared(&mut self, session: &Session<'_>) -> Result<&Declared> {
        Ok(match &mut self.declared {
            Some(declared) => declared,
            none => none.insert(session.one()?),
        })
    }

    fn revision(&mut self, word: &str, session: &mut Session<'_>) -> Result<Result<Schema, Outcome>> {
        let with_choices = |error: Error| match word {
            "head" => error,
            word if error.code() == 2 => Error::could_not_run(format!("there is no schema `{word}`: {error}"))
                .notes(error.details())
                .note(format!("say {CHOICES}")),
            _ => error,
        };
        let declared = self.declared(session).map_err(with_choices)?;
        let Loaded { history, .. } = match session.sound_history(declared)? {
            Ok(loaded) => loaded,
            Err(outcome) => return Ok(Err(outcome)),
        };
        let at = place(&history, word).map_err(with_choices)?;
        let Some(revision) = history.after(at) else {
            return Ok(Ok(schema("the empty start", Model::default(), false)));
        };
        let made = schema(&format!("`{}`", revision.name), model_of(revision)?, false);
        Ok(Ok(Schema { of_history: Some((Rc::new(history), at)), ..made }))
    }
}

fn schema(label: &str, model: Model, is_stored: bool) -> Schema {
    Schema { label: label.to_owned(), model, is_stored, of_history: None }
}

/// What SQLite said, unless it said something that has no word.
pub(crate) fn stored(label: &str, found: Inspection) -> Result<Schema> {
    if found.unsaid.is_empty() {
        return Ok(schema(label, found.model, true));
    }
    let message = format!("{label} holds what the schema language has no word for");
    Err(Error::refused(message).notes(found.unsaid.iter().map(ToString::to_string)))
}

/// The schema of a database that is only read, all of it at one moment.
pub(crate) fn database(url: &Url) -> Result<Inspection> {
    let Url::Sqlite(path) = url;
    if !path.exists() {
        return Err(Error::could_not_run(format!("there is no database `{url}`")));
    }
    let connection = url.open_to_read()?;
    let begun = connection.execute_batch("BEGIN");
    begun.map_err(|error| Error::could_not_run(format!("`{url}` cannot be read")).caused_by(error))?;
    Ok(inspect(&connection)?)
}

/// The schema that a script makes in an empty database.
pub(crate) fn script(text: &str, label: &str) -> Result<Inspection> {
    let failed = |error| Error::could_not_run("no in-memory database can be opened").caused_by(error);
    let connection = in_memory()?;
    // As the sqlite3 shell runs it; and it may not reach a file.
    connection.execute_batch("PRAGMA foreign_keys = OFF").map_err(failed)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).map_err(failed)?;
    let mut count = 0;
    let mut run = || -> rusqlite::Result<()> {
        let mut statements = Batch::new(&connection, text.trim_start_matches('\u{feff}'));
        loop {
            count += 1;
            let Some(mut statement) = statements.next()? else { return Ok(()) };
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
        }
    };
    run().map_err(|error| {
        // Without the text of all that follows, which the error carries.
        let why = match error {
            rusqlite::Error::SqlInputError { msg, .. } | rusqlite::Error::SqliteFailure(_, Some(msg)) => msg,
            other => other.to_string(),
        };
        Error::refused(format!("statement {count} of {label} failed: {why}"))
    })?;
    Ok(inspect(&connection)?)
}

fn script_schema(text: &str, label: &str) -> Result<Schema> {
    stored(label, script(text, label)?)
}

/// The schema that a text of the language says. Its faults are told where they are.
fn text_schema(text: &str, path: &Path, session: &mut Session<'_>) -> Result<Result<Schema, Outcome>> {
    let is_snapshot = text.trim_start_matches('\u{feff}').lines().map(str::trim).find(|line| !line.is_empty());
    let is_snapshot = is_snapshot.is_some_and(|line| line.split_whitespace().next() == Some("format"));
    let (model, mut faults) = if is_snapshot {
        let parsed = parse_snapshot(text);
        let faults = match parsed.faults.is_empty() {
            true => check(&parsed.value.model, None, Dialect::ALL),
            false => parsed.faults,
        };
        (parsed.value.model, faults)
    } else {
        let parsed = parse_declaration(text);
        let faults = match parsed.faults.is_empty() {
            true => check(&parsed.value.model, Some(&parsed.value.spans), Dialect::ALL),
            false => parsed.faults,
        };
        (parsed.value.model, faults)
    };
    if faults.is_empty() {
        return Ok(Ok(schema(&called(path), model, false)));
    }
    let source: Rc<str> = text.into();
    let told: Vec<Diagnostic> = faults.drain(..).map(|fault| diagnostic(fault, path, &source)).collect();
    session.complain(&told)?;
    Ok(Err(Outcome::Wanting))
}

fn diagnostic(fault: Fault, path: &Path, source: &Rc<str>) -> Diagnostic {
    let range = match fault.site {
        Site::Source(span) => Some(span.start..span.end),
        _ => None,
    };
    Diagnostic { code: fault.kind.code(), message: fault.message, place: Place::new(path, Rc::clone(source), range) }
}

fn called(path: &Path) -> String {
    format!("`{}`", path.display())
}

fn text_of(path: &Path, session: &Session<'_>) -> Result<String> {
    let name = path.display().to_string();
    match std::fs::read(session.directory.join(path)) {
        Ok(bytes) => utf8(bytes, &name),
        Err(error) => Err(unreadable(&name, error)),
    }
}

fn unreadable(name: &str, error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        return Error::could_not_run(format!("there is no file `{name}`")).note(format!("say {CHOICES}"));
    }
    Error::could_not_run(format!("`{name}` cannot be read: {error}")).caused_by(error)
}

fn utf8(bytes: Vec<u8>, name: &str) -> Result<String> {
    if bytes.starts_with(b"SQLite format 3\0") {
        return Err(Error::could_not_run(format!("`{name}` is a database; say `sqlite:{name}`")));
    }
    String::from_utf8(bytes).map_err(|_| Error::could_not_run(format!("`{name}` is no text: it is not UTF-8")))
}

/// Whether a text is SQL rather than the language: by its first word, or by how its comments look.
fn is_sql(text: &str) -> bool {
    const VERBS: [&str; 16] = [
        "alter",
        "analyze",
        "begin",
        "commit",
        "create",
        "delete",
        "drop",
        "end",
        "insert",
        "pragma",
        "reindex",
        "replace",
        "rollback",
        "savepoint",
        "select",
        "update",
    ];
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(comment) = rest.strip_prefix("/*") {
        rest = comment.split_once("*/").map_or("", |(_, after)| after).trim_start();
    }
    let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    rest.starts_with("--") || VERBS.contains(&word.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_what_it_looks_like() {
        let parse = |text| Endpoint::parse(text).unwrap();
        assert_eq!(parse("live"), Endpoint::Live);
        assert_eq!(parse("base"), Endpoint::Base);
        assert_eq!(parse("-"), Endpoint::Stdin);
        assert_eq!(parse("a/b.schema"), Endpoint::Schema("a/b.schema".into()));
        assert_eq!(parse("a.SQL"), Endpoint::Script("a.SQL".into()));
        assert_eq!(parse("sqlite:app.sql"), Endpoint::Database(Url::Sqlite("app.sql".into())));
        assert_eq!(parse("0002"), Endpoint::Word("0002".into()));
        assert!(Endpoint::parse("postgres://host/app").unwrap_err().contains("`sqlite:FILE`"));
        assert!(Endpoint::parse("").is_err());
    }

    #[test]
    fn sql_is_told_from_the_language() {
        for text in ["create table t (a)", "-- x\ntable", "\u{feff}PRAGMA x;", "/* a */ /* b */\nBEGIN;"] {
            assert!(is_sql(text), "{text}");
        }
        for text in ["table t { a integer }", "// x\ntable t {}", "/// x", "format 1", "", "#![history = \"x\"]"] {
            assert!(!is_sql(text), "{text}");
        }
    }

    #[test]
    fn a_script_reaches_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.db");
        let path = file.display();
        for text in [format!("ATTACH '{path}' AS x; CREATE TABLE x.t (a)"), format!("VACUUM INTO '{path}'")] {
            assert!(script(&text, "`a.sql`").is_err(), "{text}");
            assert!(!file.exists());
        }
        let error = script("CREATE TABLE t (a); CREATE TABLE t (b)", "`a.sql`").unwrap_err();
        assert!(error.to_string().starts_with("statement 2 of `a.sql` failed: "), "{error}");
    }
}
