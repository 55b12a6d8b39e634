//! What is done to the files of a history.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::error::{Error, Kind, Result};

/// Writes a file and waits until the disk has it: the rename that follows must not overtake it.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| cannot("write", path, error))
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
