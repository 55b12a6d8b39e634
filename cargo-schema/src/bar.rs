//! How far a run is, on a terminal; and Ctrl-C, which stops it.

use std::ops::ControlFlow;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use schema_sqlite::Progress;

use crate::shell::Shell;

/// What is done at once needs no bar.
const PATIENCE: Duration = Duration::from_millis(300);

/// Whether Ctrl-C was pressed while a run could be stopped.
static PRESSED: AtomicBool = AtomicBool::new(false);
/// Whether a run can be stopped now.
static RUNNING: AtomicBool = AtomicBool::new(false);
static HANDLER: Once = Once::new();

/// A run that Ctrl-C stops; its transaction is rolled back then. Without one, Ctrl-C ends the process.
pub(crate) struct Stoppable(());

impl Stoppable {
    /// From now on, until it is dropped.
    pub(crate) fn begin() -> Self {
        HANDLER.call_once(|| {
            // Without a handler Ctrl-C ends the process, and the next connection rolls back.
            let _ = ctrlc::set_handler(|| {
                let first = !PRESSED.swap(true, Ordering::SeqCst);
                if !first || !RUNNING.load(Ordering::SeqCst) {
                    std::process::exit(130);
                }
            });
        });
        PRESSED.store(false, Ordering::SeqCst);
        RUNNING.store(true, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        RUNNING.store(false, Ordering::SeqCst);
    }
}

/// Who is told of a run: it draws the bar on a terminal, and says stop once Ctrl-C was pressed.
pub(crate) fn watcher(shell: &Shell) -> impl FnMut(&Progress) -> ControlFlow<()> + Send + 'static {
    let target = if shell.is_quiet() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target);
    let begun = Instant::now();
    let mut drawn: Option<Sort> = None;
    move |progress| {
        if PRESSED.load(Ordering::SeqCst) {
            bar.finish_and_clear();
            return ControlFlow::Break(());
        }
        if !bar.is_hidden() && begun.elapsed() >= PATIENCE {
            draw(&bar, progress, &mut drawn);
        }
        ControlFlow::Continue(())
    }
}

/// What a statement is, for the bar.
#[derive(Clone, PartialEq, Eq)]
struct Sort {
    revision: usize,
    statement: usize,
}

fn draw(bar: &ProgressBar, progress: &Progress, drawn: &mut Option<Sort>) {
    let sort = Sort { revision: progress.revision, statement: progress.statement };
    if drawn.as_ref() != Some(&sort) {
        *drawn = Some(sort);
        // The words give way where the terminal is narrow.
        let template = match progress.rows_total {
            Some(_) => "{wide_msg} {bar:10} {percent:>3}%, {eta} left",
            None => "{spinner} {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.reset_eta();
    }
    let mut message = format!("{} {}/{}", progress.name, progress.statement, progress.statements);
    let rows = HumanCount(progress.rows);
    match progress.rows_total {
        Some(total) => {
            message.push_str(&format!(", {rows} of {} rows", HumanCount(total)));
            bar.set_length(total);
            bar.set_position(progress.rows.min(total));
        }
        None if progress.rows > 0 => message.push_str(&format!(", {rows} rows")),
        None => bar.tick(),
    }
    bar.set_message(message);
}
