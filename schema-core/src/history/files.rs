//! What is done to the files of a history.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};

/// Files that were written, and that the disk may not have yet.
///
/// They are written one after the other and waited for at the end: by then the disk has most of them, and many files
/// cost little more than one.
#[derive(Debug, Default)]
pub(super) struct Files {
    written: Vec<PathBuf>,
    /// The folders that have a new name in them.
    folders: BTreeSet<PathBuf>,
}

impl Files {
    pub(super) fn create_folder(&mut self, path: &Path) -> Result<()> {
        fs::create_dir(path).map_err(|error| cannot("create", path, error))?;
        self.folders.extend(path.parent().map(Path::to_owned));
        Ok(())
    }

    pub(super) fn write(&mut self, path: &Path, text: &str) -> Result<()> {
        fs::write(path, text).map_err(|error| cannot("write", path, error))?;
        self.written.push(path.to_owned());
        self.folders.extend(path.parent().map(Path::to_owned));
        Ok(())
    }

    /// Waits until the disk has them all, by their names: what follows must not overtake them.
    pub(super) fn settle(self) -> Result<()> {
        for path in &self.written {
            // Windows lets nobody wait for a file that cannot be written.
            let file = OpenOptions::new().write(true).open(path);
            file.and_then(|file| file.sync_all()).map_err(|error| cannot("write", path, error))?;
        }
        self.folders.iter().try_for_each(|folder| settle_folder(folder).map_err(|error| cannot("write", folder, error)))
    }
}

/// Waits until the disk has the names in a folder, where a system can be asked for that.
pub(super) fn settle_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        // Some file systems of a network know no such thing.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        settled => settled,
    }
}

/// That a file could not be worked with, and so nothing was changed.
pub(super) fn cannot(verb: &str, path: &Path, error: io::Error) -> Error {
    let message = format!("cannot {verb} `{}`: {error}; nothing was changed", path.display());
    Error::new(Kind::Io, message).caused_by(error)
}

/// Removes a file or a folder, if it is there and can be.
pub(super) fn remove(path: &Path) {
    let is_folder = path.symlink_metadata().is_ok_and(|found| found.is_dir());
    let _ = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}
