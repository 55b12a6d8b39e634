//! The `schema!` macro and `#[derive(Table)]`.
