//! Binding a struct's fields to a statement.

use rusqlite::Statement;
use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};

use super::mapping::Write;
use super::{Mapping, Table, fail};
use crate::error::{Error, Result};

/// A statement that takes a struct's fields one after the other.
#[derive(Debug)]
pub struct Writer<'a, 'c> {
    statement: &'a mut Statement<'c>,
    mapping: &'static Mapping,
    parameters: &'a [usize],
    next: usize,
    /// The first failure. Kept here rather than returned, for generated code is smaller without `?`.
    failure: Option<Error>,
}

impl<'a, 'c> Writer<'a, 'c> {
    /// Binds the whole row.
    #[inline]
    pub(super) fn bind<T: Table>(row: &T, statement: &'a mut Statement<'c>, write: &'a Write) -> Result<()> {
        let mut writer =
            Self { statement, mapping: T::mapping(), parameters: &write.parameters, next: 0, failure: None };
        row.write(&mut writer);
        match writer.failure {
            None => Ok(()),
            Some(failure) => Err(failure),
        }
    }

    /// The next field.
    #[inline]
    pub fn put<F: ToSql + ?Sized>(&mut self, field: &F) {
        let at = self.next;
        self.next += 1;
        match self.parameters.get(at) {
            Some(0) => {}
            Some(&parameter) => match field.to_sql() {
                Ok(value) => self.put_value(at, parameter, value),
                Err(error) => self.refuse(at, error),
            },
            None => self.fail(fail::miscounted(self.mapping)),
        }
    }

    #[inline]
    fn put_value(&mut self, at: usize, parameter: usize, value: ToSqlOutput<'_>) {
        match value {
            // SQLite would store null.
            ToSqlOutput::Borrowed(ValueRef::Real(number)) | ToSqlOutput::Owned(Value::Real(number))
                if number.is_nan() =>
            {
                self.fail(fail::write(self.mapping, at, "NaN, which SQLite has no value for"));
            }
            // SQLite takes any whole number here, and a reader that expects 16 bits would fail.
            ToSqlOutput::Borrowed(ValueRef::Integer(number)) | ToSqlOutput::Owned(Value::Integer(number))
                if i16::try_from(number).is_err()
                    && self.mapping.column(at).is_some_and(super::ColumnInfo::is_small) =>
            {
                self.fail(fail::write(self.mapping, at, &format!("{number}: it is declared `smallint`")));
            }
            value => {
                if let Err(error) = self.statement.raw_bind_parameter(parameter, value) {
                    self.refuse(at, error);
                }
            }
        }
    }

    #[cold]
    fn refuse(&mut self, at: usize, error: rusqlite::Error) {
        self.fail(fail::write(self.mapping, at, &format!("the value: {error}")).caused_by(error));
    }

    #[cold]
    fn fail(&mut self, failure: Error) {
        self.failure.get_or_insert(failure);
    }
}
