//! The database that a flag names.

use std::fmt;
use std::path::PathBuf;

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
        self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn open(&self, flags: OpenFlags) -> Result<Connection> {
        let Self::Sqlite(path) = self;
        Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| Error::could_not_run(format!("the database `{self}` cannot be opened")).caused_by(error))
    }
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
