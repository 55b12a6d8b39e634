//! In the place of the hooks, where the library may be too old for those of the driver.

use std::sync::Arc;

use rusqlite::Connection;

use super::Shared;
use crate::error::Result;

/// No hooks: the callback is called between statements alone.
pub(super) struct Hooks<'c>(&'c Connection);

impl<'c> Hooks<'c> {
    #[allow(clippy::unnecessary_wraps, reason = "setting hooks can fail")]
    pub(super) fn set(connection: &'c mut Connection, _: &Arc<Shared>) -> Result<Self> {
        Ok(Self(connection))
    }

    pub(super) fn connection(&self) -> &Connection {
        self.0
    }

    /// Takes them off.
    pub(super) fn end(self) {}
}
