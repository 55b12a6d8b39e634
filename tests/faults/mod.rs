//! Faults of a disk in a child process: a small library in C that stands before the system's. See `faults.c`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The library, compiled by this machine's C compiler.
pub(crate) struct Shim(PathBuf);

/// Which operation fails, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    /// `sync`, `write`, `read` or `change`.
    pub(crate) of: &'static str,
    /// `eio`, `enospc`, `short` or `kill`.
    pub(crate) how: &'static str,
    /// Which one, from 1.
    pub(crate) at: usize,
    /// Whether all that follow fail, too.
    pub(crate) on: bool,
}

impl Shim {
    /// `None` where there is none: that is said, and the test that wants it is over.
    pub(crate) fn new() -> Option<Self> {
        if !cfg!(target_os = "linux") {
            eprintln!("SKIPPED: faults are put before the system's library on Linux alone");
            return None;
        }
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("tests/faults/faults.c"));
        let source = source.into_iter().find(|path| path.is_file()).expect("the source of the library");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        // Each test may be a process of its own or a thread of one, at once with the others.
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let library = folder.join(format!("faults-{}-{number}.so", std::process::id()));
        let compiled =
            Command::new("cc").args(["-O1", "-fPIC", "-shared", "-o"]).arg(&library).arg(&source).arg("-ldl").output();
        match compiled {
            Err(error) => {
                eprintln!("SKIPPED: there is no C compiler `cc` to compile the faults with ({error})");
                None
            }
            Ok(output) => {
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                Some(Self(library))
            }
        }
    }

    /// Lets it fail in this child, on files whose paths start so.
    pub(crate) fn preload(&self, command: &mut Command, under: &Path, fault: Fault) -> Told {
        let told = Told(self.0.with_extension("told"));
        let _ = std::fs::remove_file(&told.0);
        let under = under
            .parent()
            .and_then(|folder| folder.canonicalize().ok())
            .expect("the folder")
            .join(under.file_name().expect("a name"));
        command.env("LD_PRELOAD", &self.0).env("FAULTS_UNDER", under).env("FAULTS_TOLD", &told.0);
        command.env("FAULTS_OF", fault.of).env("FAULTS_HOW", fault.how).env("FAULTS_AT", fault.at.to_string());
        if fault.on {
            command.env("FAULTS_ON", "1");
        }
        told
    }
}

impl Drop for Shim {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
        let _ = std::fs::remove_file(self.0.with_extension("told"));
    }
}

/// Whether it came to the fault.
pub(crate) struct Told(PathBuf);

impl Told {
    pub(crate) fn fired(&self) -> bool {
        self.0.exists()
    }
}
