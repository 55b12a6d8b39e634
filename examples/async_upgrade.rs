//! An asynchronous program: the upgrade runs where it may block, on a thread of its own.
//!
//! ```console
//! $ cargo run --example async_upgrade
//! ```
//!
//! SQLite is a library that reads and writes files, and so is an upgrade: it blocks. `spawn_blocking` takes it to
//! a thread for such work, and the tasks of the program go on meanwhile; here one counts how often it came to its
//! turn. With tokio-rusqlite it is the closure of `connection.call`, which gets the same `&mut Connection`.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use frostline::rusqlite::Connection;
use frostline::{Report, Upgrade};

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let report = runtime.block_on(start(folder.path().join("cache.db")))?;
    println!("{report}");
    Ok(())
}

/// What the program does at every start.
async fn start(file: PathBuf) -> Result<Report, Failure> {
    let (turns, is_done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let other = tokio::spawn({
        let (turns, is_done) = (Arc::clone(&turns), Arc::clone(&is_done));
        async move {
            while !is_done.load(Ordering::Relaxed) {
                turns.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        }
    });

    let (connection, report) = tokio::task::spawn_blocking(move || upgraded(file)).await??;
    is_done.store(true, Ordering::Relaxed);
    other.await?;
    println!("another task had its turn meanwhile: {}", turns.load(Ordering::Relaxed) > 0);

    // The connection comes back; each use of it is a task that may block, too.
    let products = tokio::task::spawn_blocking(move || {
        connection.query_row("SELECT count(*) FROM products", [], |row| row.get::<_, i64>(0))
    });
    println!("{} products", products.await??);
    Ok(report)
}

/// All that blocks, in one function that knows nothing of tasks.
fn upgraded(file: PathBuf) -> Result<(Connection, Report), Failure> {
    let mut connection = Connection::open(file)?;
    let report = Upgrade::new(&schemas::HISTORY).busy_timeout(Duration::from_secs(30)).run(&mut connection)?;
    Ok((connection, report))
}
