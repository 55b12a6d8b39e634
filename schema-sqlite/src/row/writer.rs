//! Binding a struct's fields to a statement.

use rusqlite::Statement;
use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};

use super::fail::Refusal;
use super::mapping::Write;
use super::{ColumnInfo, Mapping, affinity, digits, fail};
use crate::error::Result;

/// A field that can be written: whatever rusqlite can.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be written to the database",
    label = "this is `{Self}`",
    note = "a type of jiff, chrono, time, uuid or rust_decimal is written in `frostline::Stored<…>`, one of serde in `frostline::Json<…>`",
    note = "a type of your own implements rusqlite's `ToSql` and `FromSql`"
)]
pub trait Put: ToSql {}

#[diagnostic::do_not_recommend]
impl<F: ToSql + ?Sized> Put for F {}

/// A statement that takes a struct's fields one after the other.
#[derive(Debug)]
pub struct Writer<'a, 'c> {
    /// `None` while it is only looked which values are null.
    statement: Option<&'a mut Statement<'c>>,
    /// What is looked for where there is no statement.
    look: Look<'a>,
    mapping: &'static Mapping,
    parameters: &'a [usize],
    /// The columns that must not be null, since the row is found by them, and what is done with it.
    found_by: &'a [usize],
    /// Whether there is a column that does not take each value of its kind.
    is_choosy: bool,
    what: &'a str,
    next: usize,
    /// The columns with a default whose value is null, a bit each.
    left_out: u128,
    /// The first failure. Kept here rather than returned, for generated code is smaller without `?`.
    failure: Option<Box<Refusal>>,
}

/// Why a row is written to no statement.
#[derive(Debug)]
enum Look<'a> {
    /// There is one.
    Nothing,
    /// What is left to the database.
    Defaults,
    /// Every value.
    Values(&'a mut Vec<(&'static str, Option<Value>)>),
}

impl<'a, 'c> Writer<'a, 'c> {
    /// Binds the whole row, which `row` writes.
    #[inline]
    pub(super) fn bind(
        mapping: &'static Mapping,
        statement: &'a mut Statement<'c>,
        write: &'a Write,
        what: &'a str,
        row: impl Fn(&mut Writer<'_, '_>),
    ) -> Result<()> {
        let mut writer = Writer {
            statement: Some(statement),
            look: Look::Nothing,
            mapping,
            parameters: &write.parameters,
            found_by: &write.found_by,
            is_choosy: write.is_choosy,
            what,
            next: 0,
            left_out: 0,
            failure: None,
        };
        row(&mut writer);
        match writer.failure {
            None => Ok(()),
            Some(failure) => Err(failure.into_error(mapping, || Writer::key(mapping, row))),
        }
    }

    fn looking(mapping: &'static Mapping, look: Look<'a>) -> Self {
        Self {
            statement: None,
            look,
            mapping,
            parameters: &[],
            found_by: &[],
            is_choosy: false,
            what: "",
            next: 0,
            left_out: 0,
            failure: None,
        }
    }

    /// Which columns of the row, which `row` writes, are left to the database: those with a default.
    pub(super) fn left_out(mapping: &'static Mapping, row: impl Fn(&mut Writer<'_, '_>)) -> Result<u128> {
        if !mapping.leaves_out() {
            return Ok(0);
        }
        let mut writer = Writer::looking(mapping, Look::Defaults);
        row(&mut writer);
        match writer.failure {
            None => Ok(writer.left_out),
            Some(failure) => Err(failure.into_error(mapping, || Writer::key(mapping, row))),
        }
    }

    /// The row's columns with their values, which `row` writes.
    pub(super) fn told(
        mapping: &'static Mapping,
        row: impl FnOnce(&mut Writer<'_, '_>),
    ) -> Vec<(&'static str, Option<Value>)> {
        let mut values = Vec::new();
        let look = Look::Values(&mut values);
        row(&mut Writer::looking(mapping, look));
        values
    }

    /// The key of the row, which `row` writes, as text: where it has one that is no value of null.
    #[cold]
    pub(super) fn key(mapping: &'static Mapping, row: impl FnOnce(&mut Writer<'_, '_>)) -> Option<String> {
        let told = Writer::told(mapping, row);
        fail::key_at(mapping, |at| match told.get(at) {
            Some((_, Some(value))) => Some(value.into()).filter(|value| *value != ValueRef::Null),
            _ => None,
        })
    }

    /// The next field.
    #[inline]
    pub fn put<F: Put + ?Sized>(&mut self, field: &F) {
        let at = self.next;
        self.next += 1;
        match self.parameters.get(at) {
            Some(0) => {}
            Some(&parameter) => match field.to_sql() {
                Ok(value) => self.put_value(at, parameter, value),
                Err(error) => self.refuse(at, error),
            },
            None => self.look(at, field),
        }
    }

    /// The next field of a form, which may be left to the database.
    #[inline]
    pub fn put_option<F: Put>(&mut self, field: &Option<F>) {
        match self.look {
            // Whether it is said, without making the value that is made once it is bound.
            Look::Defaults => {
                let at = self.next;
                self.next += 1;
                if field.is_none() {
                    self.leave_out(at);
                }
            }
            Look::Nothing | Look::Values(_) => self.put(field),
        }
    }

    /// Without a statement there are no parameters.
    fn look<F: ToSql + ?Sized>(&mut self, at: usize, field: &F) {
        if self.statement.is_some() {
            return self.fail(Refusal::Other(fail::miscounted(self.mapping)));
        }
        if let (Look::Values(values), Some(column)) = (&mut self.look, self.mapping.column(at)) {
            let value = field.to_sql().ok().and_then(|value| match value {
                ToSqlOutput::Borrowed(value) => value.try_into().ok(),
                ToSqlOutput::Owned(value) => Some(value),
                _ => None,
            });
            values.push((column.name(), value));
        }
    }

    /// The field is left to the database, if its column has a default.
    fn leave_out(&mut self, at: usize) {
        if !self.mapping.column(at).is_some_and(ColumnInfo::has_default) {
            return;
        }
        match u32::try_from(at).ok().and_then(|at| 1_u128.checked_shl(at)) {
            Some(bit) => self.left_out |= bit,
            None => {
                let why = "a default: a form leaves out some of its first 128 columns only";
                self.fail(Refusal::Value(at, why.to_owned(), None));
            }
        }
    }

    #[inline]
    fn put_value(&mut self, at: usize, parameter: usize, value: ToSqlOutput<'_>) {
        match value {
            // SQLite would store null.
            ToSqlOutput::Borrowed(ValueRef::Real(number)) | ToSqlOutput::Owned(Value::Real(number))
                if number.is_nan() =>
            {
                self.fail(Refusal::Value(at, "NaN, which SQLite has no value for".to_owned(), None));
            }
            ToSqlOutput::Borrowed(ValueRef::Null) | ToSqlOutput::Owned(Value::Null) if self.found_by.contains(&at) => {
                self.fail(Refusal::Other(fail::null_key(self.mapping, self.what, at)));
            }
            // SQLite takes any whole number here, and a reader that expects 16 bits would fail.
            ToSqlOutput::Borrowed(ValueRef::Integer(number)) | ToSqlOutput::Owned(Value::Integer(number))
                if self.is_choosy
                    && i16::try_from(number).is_err()
                    && self.mapping.column(at).is_some_and(ColumnInfo::is_small) =>
            {
                self.fail(Refusal::Value(at, format!("{number}: it is declared `smallint`"), None));
            }
            value => {
                if self.is_choosy
                    && let Some(column) = self.mapping.column(at)
                    && column.converts()
                {
                    return self.put_converted(at, parameter, column, value);
                }
                let Some(statement) = &mut self.statement else { return };
                if let Err(error) = statement.raw_bind_parameter(parameter, value) {
                    self.refuse(at, error);
                }
            }
        }
    }

    /// A value for a column that may make another of it.
    fn put_converted(&mut self, at: usize, parameter: usize, column: ColumnInfo, value: ToSqlOutput<'_>) {
        if let Some(why) = affinity::refused(self.mapping.table(), self.mapping.columns()[at], &value) {
            return self.fail(Refusal::Value(at, why, None));
        }
        // It would be another number.
        if let Some(digits) = affinity::lost(column, &value) {
            return self.fail(Refusal::Digits(at, digits));
        }
        let value = if column.is_any_decimal() { digits::number(value) } else { value };
        let Some(statement) = &mut self.statement else { return };
        if let Err(error) = statement.raw_bind_parameter(parameter, value) {
            self.refuse(at, error);
        }
    }

    #[cold]
    fn refuse(&mut self, at: usize, error: rusqlite::Error) {
        self.fail(Refusal::Value(at, format!("the value: {error}"), Some(error)));
    }

    #[cold]
    fn fail(&mut self, failure: Refusal) {
        self.failure.get_or_insert_with(|| Box::new(failure));
    }
}
