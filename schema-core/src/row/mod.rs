//! Typed rows on SQLite.
