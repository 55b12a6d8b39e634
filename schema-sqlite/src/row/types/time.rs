//! Types of time.

use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use time::{Month, OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::Store;
use super::moment::{
    Clock, Date, Instant, read_civil, read_clock, read_date, read_instant, write_clock, write_date, write_moment,
};

fn from_date(date: Date) -> FromSqlResult<time::Date> {
    let month = Month::try_from(date.month).map_err(FromSqlError::other)?;
    time::Date::from_calendar_date(date.year, month, date.day).map_err(FromSqlError::other)
}

fn from_clock(clock: Clock) -> FromSqlResult<time::Time> {
    time::Time::from_hms_nano(clock.hour, clock.minute, clock.second.min(59), clock.nanosecond)
        .map_err(FromSqlError::other)
}

fn to_date(date: time::Date) -> Date {
    Date { year: date.year(), month: date.month().into(), day: date.day() }
}

fn to_clock(time: time::Time) -> Clock {
    Clock { hour: time.hour(), minute: time.minute(), second: time.second(), nanosecond: time.nanosecond() }
}

impl Store for time::Date {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        write_date(to_date(*self))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        from_date(read_date(value)?)
    }
}

impl Store for time::Time {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        write_clock(to_clock(*self))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        from_clock(read_clock(value)?)
    }
}

impl Store for PrimitiveDateTime {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        write_moment(to_date(self.date()), to_clock(self.time()))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let (date, clock) = read_civil(value)?;
        Ok(Self::new(from_date(date)?, from_clock(clock)?))
    }
}

impl Store for OffsetDateTime {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let Some(utc) = self.checked_to_offset(UtcOffset::UTC) else {
            return Err(rusqlite::Error::ToSqlConversionFailure("the moment is out of the range of dates".into()));
        };
        write_moment(to_date(utc.date()), to_clock(utc.time()))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match read_instant(value)? {
            Instant::Unix(seconds) => Self::from_unix_timestamp(seconds).map_err(FromSqlError::other),
            Instant::At(date, clock, offset) => {
                let offset = UtcOffset::from_whole_seconds(offset).map_err(FromSqlError::other)?;
                let read = PrimitiveDateTime::new(from_date(date)?, from_clock(clock)?).assume_offset(offset);
                read.checked_to_offset(UtcOffset::UTC).ok_or(FromSqlError::InvalidType)
            }
        }
    }
}
