//! The hooks on a connection: what tells while a statement runs.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use rusqlite::Connection;
use rusqlite::hooks::Action;

use super::Shared;
use crate::error::Result;
use crate::failure::Context as _;

/// How many instructions of SQLite's virtual machine run between two calls of the callback: about a
/// millisecond of them.
const INSTRUCTIONS: i32 = 20_000;

/// Both hooks, set. Dropping it takes them off.
pub(super) struct Hooks<'c>(&'c mut Connection);

impl<'c> Hooks<'c> {
    pub(super) fn set(connection: &'c mut Connection, shared: &Arc<Shared>) -> Result<Self> {
        const FACT: &str = "the hooks cannot be set";
        let hooks = Self(connection);
        let counting = Arc::clone(shared);
        let update = move |action, database: &str, _: &str, _| {
            if database == "main" && matches!(action, Action::SQLITE_INSERT | Action::SQLITE_UPDATE) {
                counting.rows.fetch_add(1, Ordering::Relaxed);
            }
        };
        hooks.0.update_hook(Some(update)).context(FACT)?;
        let telling = Arc::clone(shared);
        hooks.0.progress_handler(INSTRUCTIONS, Some(move || telling.tell().is_break())).context(FACT)?;
        Ok(hooks)
    }

    pub(super) fn connection(&self) -> &Connection {
        self.0
    }

    /// Takes them off.
    pub(super) fn end(self) {}
}

impl Drop for Hooks<'_> {
    fn drop(&mut self) {
        let _ = self.0.update_hook(None::<fn(Action, &str, &str, i64)>);
        let _ = self.0.progress_handler(0, None::<fn() -> bool>);
    }
}
