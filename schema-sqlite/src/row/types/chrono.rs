//! Types of chrono.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Utc};
use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use super::Store;
use super::moment::{
    Clock, Date, Instant, misfit, read_civil, read_clock, read_date, read_instant, write_clock, write_date,
    write_moment,
};

fn from_date(date: Date) -> FromSqlResult<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year, date.month.into(), date.day.into())
        .ok_or_else(|| misfit("day of the calendar", &format!("{}-{}-{}", date.year, date.month, date.day)))
}

fn from_clock(clock: Clock) -> FromSqlResult<NaiveTime> {
    let second = u32::from(clock.second.min(59));
    NaiveTime::from_hms_nano_opt(clock.hour.into(), clock.minute.into(), second, clock.nanosecond)
        .ok_or(FromSqlError::InvalidType)
}

// What chrono counts in u32 is below 256 here.
#[allow(clippy::cast_possible_truncation, reason = "months, days, hours, minutes and seconds")]
fn to_date(date: NaiveDate) -> Date {
    Date { year: date.year(), month: date.month() as u8, day: date.day() as u8 }
}

#[allow(clippy::cast_possible_truncation, reason = "months, days, hours, minutes and seconds")]
fn to_clock(time: NaiveTime) -> Clock {
    // A leap second is more than a second of nanoseconds.
    let nanosecond = time.nanosecond().min(999_999_999);
    Clock { hour: time.hour() as u8, minute: time.minute() as u8, second: time.second() as u8, nanosecond }
}

impl Store for NaiveDate {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        write_date(to_date(*self))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        from_date(read_date(value)?)
    }
}

impl Store for NaiveTime {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        write_clock(to_clock(*self))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        from_clock(read_clock(value)?)
    }
}

impl Store for NaiveDateTime {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        write_moment(to_date(self.date()), to_clock(self.time()))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let (date, clock) = read_civil(value)?;
        Ok(from_date(date)?.and_time(from_clock(clock)?))
    }
}

impl Store for DateTime<Utc> {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let utc = self.naive_utc();
        write_moment(to_date(utc.date()), to_clock(utc.time()))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match read_instant(value)? {
            Instant::Unix(seconds) => Self::from_timestamp(seconds, 0).ok_or(FromSqlError::OutOfRange(seconds)),
            Instant::At(date, clock, offset) => from_date(date)?
                .and_time(from_clock(clock)?)
                .checked_sub_signed(TimeDelta::seconds(offset.into()))
                .map(|utc| utc.and_utc())
                .ok_or(FromSqlError::InvalidType),
        }
    }
}
