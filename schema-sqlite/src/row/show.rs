//! What a generated row looks like, and whether two forms look the same.

use std::fmt::{Debug, Formatter, Result};

use super::{Insert, Writer};

/// Writes a struct as `#[derive(Debug)]` does, from its name, its fields' names and their values.
pub fn show(f: &mut Formatter<'_>, name: &str, fields: &[&str], values: &[&dyn Debug]) -> Result {
    let mut shown = f.debug_struct(name);
    for (field, value) in fields.iter().zip(values) {
        shown.field(field, value);
    }
    shown.finish()
}

/// Writes a form by its columns and their values in SQL, which costs a table next to nothing to compile.
pub fn show_form<I: Insert>(f: &mut Formatter<'_>, name: &str, form: &I) -> Result {
    let mut shown = f.debug_struct(name);
    for (column, value) in Writer::told(I::mapping(), |row| form.write(row)) {
        match value {
            Some(value) => shown.field(column, &value),
            None => shown.field(column, &"(no value of SQLite's)"),
        };
    }
    shown.finish()
}

/// Whether two forms write the same, told by their values in SQL as [`show_form`] is. What is no value of
/// SQLite's equals nothing.
pub fn same_form<I: Insert>(form: &I, other: &I) -> bool {
    let told = |form: &I| Writer::told(I::mapping(), |row| form.write(row));
    told(form).iter().zip(&told(other)).all(|((_, value), (_, other))| value.is_some() && value == other)
}
