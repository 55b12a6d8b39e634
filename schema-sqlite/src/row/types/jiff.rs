//! Types of jiff.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use super::Store;
use super::moment::{
    Clock, Date, Instant, read_civil, read_clock, read_date, read_instant, write_clock, write_date, write_moment,
};

fn from_date(date: Date) -> FromSqlResult<civil::Date> {
    let year = i16::try_from(date.year).map_err(FromSqlError::other)?;
    civil::Date::new(year, date.month.cast_signed(), date.day.cast_signed()).map_err(FromSqlError::other)
}

fn from_clock(clock: Clock) -> FromSqlResult<civil::Time> {
    let small = u8::cast_signed;
    civil::Time::new(
        small(clock.hour),
        small(clock.minute),
        small(clock.second.min(59)),
        clock.nanosecond.cast_signed(),
    )
    .map_err(FromSqlError::other)
}

fn to_date(date: civil::Date) -> Date {
    Date { year: date.year().into(), month: date.month().cast_unsigned(), day: date.day().cast_unsigned() }
}

fn to_clock(time: civil::Time) -> Clock {
    Clock {
        hour: time.hour().cast_unsigned(),
        minute: time.minute().cast_unsigned(),
        second: time.second().cast_unsigned(),
        nanosecond: time.subsec_nanosecond().cast_unsigned(),
    }
}

impl Store for civil::Date {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        write_date(to_date(*self))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        from_date(read_date(value)?)
    }
}

impl Store for civil::Time {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        write_clock(to_clock(*self))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        from_clock(read_clock(value)?)
    }
}

impl Store for civil::DateTime {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        write_moment(to_date(self.date()), to_clock(self.time()))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let (date, clock) = read_civil(value)?;
        Ok(from_date(date)?.to_datetime(from_clock(clock)?))
    }
}

impl Store for Timestamp {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let utc = TimeZone::UTC.to_datetime(*self);
        write_moment(to_date(utc.date()), to_clock(utc.time()))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match read_instant(value)? {
            Instant::Unix(seconds) => Self::from_second(seconds).map_err(FromSqlError::other),
            Instant::At(date, clock, offset) => {
                let offset = Offset::from_seconds(offset).map_err(FromSqlError::other)?;
                offset.to_timestamp(from_date(date)?.to_datetime(from_clock(clock)?)).map_err(FromSqlError::other)
            }
        }
    }
}
