//! The 32 bits in the file's header that say "at head, and nobody altered the schema since".
//!
//! SQLite parses the whole schema before the first query of a real table, but reads the header alone
//! for `PRAGMA user_version` and `PRAGMA schema_version`
//! (<https://sqlite.org/pragma.html#pragma_schema_version>). The latter changes with every change of the
//! schema; so a hash of it and of the head's identity, kept in the former, tells both in two reads.

use rusqlite::Connection;

use super::failure::Context as _;
use crate::error::Result;
use schema_core::history::Identity;

/// The fingerprint of a database that is at this revision with this `schema_version`. Never 0, which is
/// what `user_version` is before anybody wrote it.
pub(super) fn fingerprint(identity: Option<Identity>, schema_version: i32) -> i32 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"frostline fingerprint 1\0");
    hasher.update(&identity.map_or([0; 32], |identity| identity.0));
    hasher.update(&schema_version.to_le_bytes());
    let [a, b, c, d, ..] = *hasher.finalize().as_bytes();
    match i32::from_le_bytes([a, b, c, d]) {
        0 => 1,
        value => value,
    }
}

/// `PRAGMA user_version`.
pub(super) fn user_version(connection: &Connection) -> Result<i32> {
    let value = connection.query_row("PRAGMA main.user_version", [], |row| row.get(0));
    value.context("the header cannot be read")
}

/// `PRAGMA schema_version`.
pub(super) fn schema_version(connection: &Connection) -> Result<i32> {
    let value = connection.query_row("PRAGMA main.schema_version", [], |row| row.get(0));
    value.context("the header cannot be read")
}

/// Whether the header says that the database is at this revision and unaltered since.
pub(super) fn matches(connection: &Connection, identity: Identity) -> Result<bool> {
    let user_version = user_version(connection)?;
    Ok(user_version != 0 && user_version == fingerprint(Some(identity), schema_version(connection)?))
}

/// Takes a fingerprint away that still says that the database is at one of these revisions, which it no
/// longer is: what ran since changed no schema, and the next fingerprint is not ours to write.
pub(super) fn expire(connection: &Connection, older: impl Iterator<Item = Identity>) -> Result<()> {
    for identity in older {
        if matches(connection, identity)? {
            return set_user_version(connection, 0);
        }
    }
    Ok(())
}

/// Sets `PRAGMA user_version`.
pub(super) fn set_user_version(connection: &Connection, value: i32) -> Result<()> {
    let sql = format!("PRAGMA main.user_version = {value}");
    connection.execute_batch(&sql).context("the header cannot be written")
}
