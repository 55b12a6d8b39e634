//! Running cargo, with this program between cargo and the compiler.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use super::cases::{Case, Kind};

/// Names the file that takes the costs; set when cargo runs this program in the compiler's place.
pub(crate) const LOG: &str = "FROSTLINE_BUILD_COST_LOG";

/// What the compiler took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// CPU seconds without anything incremental.
    pub(crate) clean: f64,
    /// CPU seconds after a column was renamed.
    pub(crate) rename: f64,
    /// Peak memory.
    pub(crate) megabytes: u64,
}

/// Where the cases are built.
pub(crate) struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    pub(crate) fn new(temporary: &Path) -> Self {
        let folder = temporary.join("build_cost");
        let _ = fs::remove_dir_all(folder.join("cases"));
        fs::create_dir_all(folder.join("cases")).expect("creates");
        fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"cases/*\"]\n")
            .expect("writes");
        // The versions that this workspace uses.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock")).expect("copies");
        let workspace = Self { folder };
        // What the cases depend on is built by an empty one.
        let empty = Case { kind: Kind::ByHand, tables: 0 };
        empty.write(&workspace.folder, false);
        workspace.check(&empty, true);
        workspace
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Checks the case's crate, without what an earlier check has left if `clean`. Returns CPU seconds
    /// and megabytes.
    pub(crate) fn check(&self, case: &Case, clean: bool) -> (f64, u64) {
        let incremental = self.folder.join("target/debug/incremental");
        if clean && let Ok(entries) = fs::read_dir(&incremental) {
            for entry in entries.flatten() {
                if entry.file_name().to_string_lossy().starts_with(&format!("{}-", case.name())) {
                    fs::remove_dir_all(entry.path()).expect("removes");
                }
            }
        }
        let log = self.folder.join("cost");
        let _ = fs::remove_file(&log);
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--package", &case.name()])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_INCREMENTAL", "1")
            .env("RUSTC_WRAPPER", std::env::current_exe().expect("has a path"))
            .env(LOG, &log)
            .output()
            .expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let cost = fs::read_to_string(&log).expect("the crate was compiled");
        let (seconds, megabytes) = cost.trim().split_once(' ').expect("two numbers");
        (seconds.parse().expect("a number"), megabytes.parse().expect("a number"))
    }
}

/// Runs the compiler, and writes down what it took if it compiled a case.
pub(crate) fn wrapped(log: &Path) -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let Some((compiler, rest)) = arguments.split_first() else { return ExitCode::FAILURE };
    let is_case =
        rest.windows(2).any(|pair| pair[0] == "--crate-name" && pair[1].to_string_lossy().starts_with("case_"));
    let mut child = Command::new(compiler).args(rest).stdin(Stdio::inherit()).spawn().expect("the compiler runs");
    let status = format!("/proc/{}/status", child.id());
    let mut kilobytes = 0;
    let code = loop {
        // The peak is told as long as the compiler lives; what it takes in its last millisecond is lost.
        if let Some(peak) = is_case.then(|| peak(&status)).flatten() {
            kilobytes = peak;
        }
        match child.try_wait() {
            Ok(Some(code)) => break code,
            Ok(None) if is_case => std::thread::sleep(Duration::from_millis(1)),
            Ok(None) => break child.wait().expect("the compiler ends"),
            Err(error) => panic!("{error}"),
        }
    };
    if is_case {
        let mut file = fs::File::create(log).expect("creates");
        write!(file, "{:.2} {}", children_seconds(), kilobytes / 1024).expect("writes");
    }
    code.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// The peak memory of a running process in kilobytes.
fn peak(status: &str) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// The CPU time of the processes that this one has waited for: the 16th and 17th field of `proc(5)`'s
/// `stat`, in hundredths of a second.
fn children_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("is there");
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    ticks as f64 / 100.0
}
