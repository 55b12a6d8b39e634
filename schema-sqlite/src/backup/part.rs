//! A file that is written beside its place, and moved there once it is whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Its name begins with that of its place, and with this.
const PART: &str = ".frostline-part";

/// A file beside its place. Dropping it removes it.
///
/// Each has a name of its own, as several processes may write the same backup at once, and is locked as long as it is
/// written: one that is not is what a crash has left.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) path: PathBuf,
    /// Holds the lock.
    file: File,
    is_kept: bool,
}

impl Part {
    /// An empty file beside the path. What crashes have left there goes.
    pub(super) fn beside(path: &Path) -> Result<Self> {
        discard_lost(path);
        static COUNT: AtomicU32 = AtomicU32::new(0);
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let part = appended(path, &format!("{PART}-{}-{count}", std::process::id()));
            let file = match OpenOptions::new().read(true).write(true).create_new(true).open(&part) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            };
            let is_ours = !matches!(lock(&file), Err(TryLockError::WouldBlock));
            if is_ours && is_at(&file, &part) {
                return Ok(Self { path: part, file, is_kept: false });
            }
            // Before it was locked, another process took it for lost.
        }
    }

    /// Moves it to its place, and waits until the disk has it.
    pub(super) fn keep(mut self, path: &Path) -> Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.path, path)?;
        self.is_kept = true;
        sync_folder(path);
        Ok(())
    }

    /// The same, where nothing is at its place.
    ///
    /// # Errors
    ///
    /// `AlreadyExists` where another process was faster.
    pub(super) fn keep_new(self, path: &Path) -> Result<()> {
        self.file.sync_all()?;
        match fs::hard_link(&self.path, path) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists || path.symlink_metadata().is_ok() => {
                return Err(ErrorKind::AlreadyExists.into());
            }
            // Some file systems have no links.
            Err(_) => return self.keep(path),
        }
        sync_folder(path);
        Ok(())
    }
}

/// Waits until the disk has the name.
fn sync_folder(path: &Path) {
    if cfg!(unix) {
        // Some file systems refuse it, and the copy is whole.
        let _ = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_kept {
            remove(&self.path);
        }
    }
}

/// Removes the parts of this path that nobody writes.
fn discard_lost(path: &Path) {
    let (Some(name), Ok(entries)) = (path.file_name(), fs::read_dir(folder_of(path))) else { return };
    let start = appended(Path::new(name), PART).into_os_string().into_encoded_bytes();
    for entry in entries.flatten() {
        let name = entry.file_name().into_encoded_bytes();
        if !name.starts_with(&start) || name.ends_with(b"-journal") {
            continue;
        }
        let part = entry.path();
        // Windows refuses to remove a file that is open; elsewhere only its lock tells.
        let is_lost = !cfg!(unix) || File::open(&part).is_ok_and(|file| lock(&file).is_ok());
        if is_lost {
            remove(&part);
        }
    }
}

fn remove(part: &Path) {
    // What cannot be removed takes room, and nothing else.
    let _ = fs::remove_file(part);
    let _ = fs::remove_file(appended(part, "-journal"));
}

/// Locks the file if nobody has. On Windows a lock would keep SQLite from writing it, too.
fn lock(file: &File) -> std::result::Result<(), TryLockError> {
    if cfg!(unix) { file.try_lock() } else { Ok(()) }
}

/// Whether the file still stands at its path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(own), Ok(there)) => (own.dev(), own.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

fn appended(path: &Path, end: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}
