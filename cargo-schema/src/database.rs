//! The database that a flag names.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};

/// A database that has to be named.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Named {
    /// The database: `sqlite:FILE`, or the path of a file
    #[arg(short, long, env = "FROSTLINE_DATABASE", value_name = "URL", value_parser = Url::parse)]
    pub(crate) database: Url,
}

/// A database by its URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Url {
    /// A file of SQLite.
    Sqlite(PathBuf),
}

impl Url {
    /// Reads `sqlite:FILE`, `sqlite://FILE` or a bare path.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let path = match text.split_once(':') {
            Some(("sqlite", path)) => path.strip_prefix("//").unwrap_or(path),
            Some((scheme, rest)) if rest.starts_with("//") || scheme == "file" => {
                return Err(format!("`{scheme}:` is no database that is known; say `sqlite:FILE` or a path"));
            }
            _ => text,
        };
        match path {
            "" => Err("the path of the file is missing; say `sqlite:FILE`".to_owned()),
            ":memory:" => Err("a database in memory would be gone at once; name a file".to_owned()),
            _ => Ok(Self::Sqlite(PathBuf::from(path))),
        }
    }

    /// Opens it for writing; a file that is not there is made.
    pub(crate) fn open_or_create(&self) -> Result<Connection> {
        self.open(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens it for reading; it has to be there.
    pub(crate) fn open_to_read(&self) -> Result<Connection> {
        let Self::Sqlite(path) = self;
        if !path.exists() {
            return Err(Error::could_not_run(format!(
                "there is no database `{self}`; `cargo schema upgrade` makes it"
            )));
        }
        if let Some(uri) = unchanging(path) {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            return self.open_at(Path::new(&uri), flags);
        }
        self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    /// Opens it for writing; it has to be there.
    pub(crate) fn open_to_write(&self) -> Result<Connection> {
        let Self::Sqlite(path) = self;
        if !path.exists() {
            return Err(Error::could_not_run(format!("there is no database `{self}`")));
        }
        self.open(OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    fn open(&self, flags: OpenFlags) -> Result<Connection> {
        let Self::Sqlite(path) = self;
        self.open_at(path, flags)
    }

    fn open_at(&self, path: &Path, flags: OpenFlags) -> Result<Connection> {
        Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| Error::could_not_run(format!("the database `{self}` cannot be opened")).caused_by(error))
    }
}

/// A database of its own, in memory.
pub(crate) fn in_memory() -> Result<Connection> {
    Connection::open_in_memory()
        .map_err(|error| Error::could_not_run("no in-memory database can be opened").caused_by(error))
}

/// The URI that opens a database in WAL mode without touching its folder, if nobody has it open.
///
/// SQLite makes the two files of the WAL even for a reader, and a reader cannot take them away again. Where
/// they are not there, nobody writes, and the file may be read as one that does not change.
fn unchanging(path: &Path) -> Option<String> {
    use std::io::Read as _;
    let mut header = [0; 20];
    std::fs::File::open(path).ok()?.read_exact(&mut header).ok()?;
    let is_wal = header.starts_with(b"SQLite format 3\0") && header[18..] == [2, 2];
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if !is_wal || Path::new(&log).exists() {
        return None;
    }
    let path = path.canonicalize().ok()?;
    let mut uri = String::from("file:");
    for byte in path.to_str().filter(|_| cfg!(unix))?.bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(format!("{uri}?immutable=1"))
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Sqlite(path) = self;
        write!(f, "{}", path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_url_too() {
        let urls = [
            ("app.db", "app.db"),
            ("sqlite:app.db", "app.db"),
            ("sqlite://app.db", "app.db"),
            ("sqlite:///var/app.db", "/var/app.db"),
            ("/var/app.db", "/var/app.db"),
            ("a:b.db", "a:b.db"),
            ("C:\\app.db", "C:\\app.db"),
        ];
        for (url, path) in urls {
            assert_eq!(Url::parse(url), Ok(Url::Sqlite(path.into())), "{url}");
        }
        for bad in ["", "sqlite:", "sqlite://", "postgres://host/db", "file:app.db", ":memory:", "sqlite::memory:"] {
            assert!(Url::parse(bad).is_err(), "{bad}");
        }
    }
}
