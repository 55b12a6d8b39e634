//! What a generated row looks like.

use std::fmt::{Debug, Formatter, Result};

/// Writes a struct as `#[derive(Debug)]` does, from its name, its fields' names and their values.
pub fn show(f: &mut Formatter<'_>, name: &str, fields: &[&str], values: &[&dyn Debug]) -> Result {
    let mut shown = f.debug_struct(name);
    for (field, value) in fields.iter().zip(values) {
        shown.field(field, value);
    }
    shown.finish()
}
