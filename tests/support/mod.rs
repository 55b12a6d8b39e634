//! A small user project, copied to a folder of its own and built by a plain `cargo build`.

#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::panic, reason = "this is how a test fails")]

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use tempfile::TempDir;

/// The folder of this repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of `tests/projects/<template>`, outside the workspace.
pub(crate) struct Project {
    folder: TempDir,
}

/// One error of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BuildError {
    pub(crate) message: String,
    pub(crate) file: String,
    pub(crate) line: u64,
    /// The source line at which the error points.
    pub(crate) text: String,
    /// The whole message as the compiler prints it.
    pub(crate) rendered: String,
}

/// What a build came to.
#[derive(Debug)]
pub(crate) struct Build {
    pub(crate) passed: bool,
    pub(crate) errors: Vec<BuildError>,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new(template: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy(&repository().join("tests/projects").join(template), folder.path(), &unique_name(template));
        // The versions that this repository is tested with, so that nothing is fetched.
        fs::copy(repository().join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the lock file");
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("the folder");
        fs::write(path, text).unwrap_or_else(|error| panic!("{file}: {error}"));
    }

    /// Replaces the one occurrence of `from`.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in {file}");
        self.write(file, &text.replace(from, to));
    }

    /// A plain `cargo build`, from the project's root or a folder below it.
    pub(crate) fn build(&self) -> Build {
        let output = cargo()
            .args(["build", "--offline", "--message-format=json"])
            .current_dir(self.path())
            .output()
            .expect("cargo runs");
        Build::read(&output)
    }

    /// `cargo schema …`, by the alias that this repository has: the command is built from here and
    /// runs in the project.
    pub(crate) fn schema<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Output {
        cargo()
            .args(["run", "--quiet", "--offline", "--package", "cargo-schema", "--manifest-path"])
            .arg(repository().join("Cargo.toml"))
            .arg("--")
            .args(arguments)
            .env_remove("CARGO_TARGET_DIR")
            .current_dir(self.path())
            .output()
            .expect("cargo runs")
    }

    /// `cargo schema snapshot -m MESSAGE …`, which must succeed; returns what it printed.
    pub(crate) fn snapshot(&self, arguments: &[&str]) -> String {
        let output = self.schema(["snapshot", "-m"].iter().chain(arguments));
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "snapshot {arguments:?}: {text}");
        text
    }

    /// The project's own tests.
    pub(crate) fn test(&self) -> Output {
        cargo().args(["test", "--quiet", "--offline"]).current_dir(self.path()).output().expect("cargo runs")
    }

    /// The program that the last build made.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        cargo()
            .args(["run", "--quiet", "--offline", "--"])
            .args(arguments)
            .current_dir(self.path())
            .output()
            .expect("cargo runs")
    }
}

impl Build {
    fn read(output: &Output) -> Self {
        let stdout = String::from_utf8_lossy(&output.stdout);
        let mut errors = Vec::new();
        for line in stdout.lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            let diagnostic = &message["message"];
            if message["reason"] != "compiler-message" || diagnostic["level"] != "error" {
                continue;
            }
            let spans = diagnostic["spans"].as_array().cloned().unwrap_or_default();
            let Some(span) = spans.iter().find(|span| span["is_primary"] == true) else { continue };
            errors.push(BuildError {
                message: diagnostic["message"].as_str().unwrap_or_default().to_owned(),
                file: span["file_name"].as_str().unwrap_or_default().to_owned(),
                line: span["line_start"].as_u64().unwrap_or_default(),
                text: span["text"][0]["text"].as_str().unwrap_or_default().trim().to_owned(),
                rendered: diagnostic["rendered"].as_str().unwrap_or_default().to_owned(),
            });
        }
        Self { passed: output.status.success(), errors, stderr: String::from_utf8_lossy(&output.stderr).into_owned() }
    }

    /// Fails the test unless the build passed.
    #[track_caller]
    pub(crate) fn passes(&self) {
        assert!(self.passed, "the build was refused: {:#?}\n{}", self.errors, self.stderr);
    }

    /// Fails the test unless the build was refused with one error whose text has all of `words`, at a
    /// source line that starts with `text`.
    #[track_caller]
    pub(crate) fn refused_at(&self, text: &str, words: &[&str]) {
        assert!(!self.passed, "the build passed");
        assert_eq!(self.errors.len(), 1, "one error: {:#?}\n{}", self.errors, self.stderr);
        let error = &self.errors[0];
        for word in words {
            assert!(error.message.contains(word), "`{word}` is not in: {}", error.message);
        }
        assert!(error.text.starts_with(text), "`{text}` is not where it points: {error:?}");
    }
}

fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    // One target folder for all the projects, so that the dependencies are built once.
    command.env("CARGO_TARGET_DIR", repository().join("target/projects"));
    command.env("CARGO_INCREMENTAL", "0");
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        command.env_remove(name);
    }
    command
}

/// A package name that no other project of any test has. The projects share one target folder, and cargo
/// takes two packages of one name for one, wherever their workspaces are.
fn unique_name(template: &str) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(1);
    let binary = env!("CARGO_CRATE_NAME");
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("main").replace("::", "_");
    format!("{template}_{binary}_{test}_{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

fn copy(from: &Path, to: &Path, name: &str) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the template") {
        let entry = entry.expect("an entry");
        let target: PathBuf = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target, name);
        } else {
            let text = fs::read_to_string(entry.path()).expect("text");
            let path = repository().to_str().expect("a path in UTF-8").replace('\\', "/");
            fs::write(target, text.replace("@FROSTLINE@", &path).replace("@NAME@", name)).expect("a copy");
        }
    }
}

/// Runs SQL in the sqlite3 shell on a database: the second reader, which knows nothing of ours.
///
/// `None`, said loudly, where the machine has no sqlite3 shell.
pub(crate) fn sqlite3(database: &Path, sql: &str) -> Option<String> {
    let output = match Command::new("sqlite3").arg("-bail").arg(database).arg(sql).output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // Past the capture of the test runner, which hides what a test that passes has printed.
            let _ = writeln!(std::io::stderr(), "SKIPPED: there is no sqlite3 shell on this machine");
            return None;
        }
        Err(error) => panic!("sqlite3: {error}"),
    };
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("UTF-8").trim_end().to_owned())
}
