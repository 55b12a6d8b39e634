//! Which value can be compared with which column.

use std::borrow::{Borrow, Cow};

use rusqlite::Statement;
use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};

use super::{Store, Stored};

/// A value that can be compared with a column, or a key, of type `V`: a `V`, a reference to one, a
/// `&str` or a `Cow` for text and a `&[u8]` for bytes, a date for a stored one ([`Stored`]); and for a key of several
/// columns a tuple of such, or a reference to one.
///
/// `How` tells the ways apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "expected a value of type `{V}`, found one of type `{Self}`",
    label = "expected `{V}`, found `{Self}`"
)]
pub trait Matches<V, How> {
    /// Binds the value, or each of several, to the parameter `next` and those after it.
    #[doc(hidden)]
    fn bind_to(&self, statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()>;

    /// Gives the value, or each of several, to a query that is run later.
    #[doc(hidden)]
    fn hold<'a>(self, held: &mut impl FnMut(Held<'a>))
    where
        Self: Sized + 'a;
}

/// A value that a row is found by: it [`Matches`] the primary key `K` of the table of `T`.
#[diagnostic::on_unimplemented(
    message = "the primary key of `{T}` is `{K}`, not `{Self}`",
    label = "expected `{K}`, found `{Self}`"
)]
pub trait KeyValue<T, K, How>: Matches<K, How> {}

#[diagnostic::do_not_recommend]
impl<T, K, How, M: Matches<K, How>> KeyValue<T, K, How> for M {}

/// A value that a row is found by: it [`Matches`] the columns of a unique of the table of `T`.
#[diagnostic::on_unimplemented(
    message = "the unique of `{T}` is of `{K}`, not of `{Self}`",
    label = "expected `{K}`, found `{Self}`"
)]
pub trait UniqueValue<T, K, How>: Matches<K, How> {}

#[diagnostic::do_not_recommend]
impl<T, K, How, M: Matches<K, How>> UniqueValue<T, K, How> for M {}

/// A value that a page starts after: it [`Matches`] the columns of the order.
#[diagnostic::on_unimplemented(
    message = "the page is ordered by `{V}`, and cannot start after `{Self}`",
    label = "expected `{V}`, found `{Self}`"
)]
pub trait PageValue<V, How>: Matches<V, How> {}

#[diagnostic::do_not_recommend]
impl<V, How, M: Matches<V, How>> PageValue<V, How> for M {}

/// A value that waits for its statement, or why it cannot become one of SQLite's.
pub type Held<'a> = Result<ToSqlOutput<'a>, rusqlite::Error>;

/// A value that is kept without what it was made of.
fn held_alone(value: &(impl ToSql + ?Sized)) -> Held<'static> {
    let value = match value.to_sql()? {
        ToSqlOutput::Borrowed(value) => ToSqlOutput::Owned(owned(value)),
        ToSqlOutput::Owned(value) => ToSqlOutput::Owned(value),
        _ => return Err(rusqlite::Error::ToSqlConversionFailure("a condition holds single values only".into())),
    };
    Ok(value)
}

fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

/// The ways in which a value matches, as types of the language itself: see `holds::how`.
mod how {
    /// A reference.
    pub(super) type Borrowed = ();
    /// The column's own type.
    pub(super) type Same = [(); 1];
    /// A value for a nullable column.
    pub(super) type Inner<How> = (How,);
    /// What `Stored` holds, without it.
    pub(super) type Unwrapped = [(); 2];
    /// The same, or null.
    pub(super) type UnwrappedNullable = [(); 3];
    /// A tuple, each of its own way.
    pub(super) type Each<How> = [How; 2];
    /// A reference to a tuple.
    pub(super) type EachBorrowed<How> = [How; 3];
    /// Borrowed or not.
    pub(super) type Cow = [(); 4];
}

/// What is said of a number that SQLite would take for null.
pub(super) const NAN: &str = "it is NaN, which SQLite has no value for";

pub(super) fn is_nan(value: &ToSqlOutput<'_>) -> bool {
    matches!(value, ToSqlOutput::Borrowed(ValueRef::Real(number)) | ToSqlOutput::Owned(Value::Real(number)) if number.is_nan())
}

/// Where it fails, `next` is the parameter still.
fn bind_one(value: &(impl ToSql + ?Sized), statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()> {
    let value = value.to_sql()?;
    if is_nan(&value) {
        return Err(rusqlite::Error::ToSqlConversionFailure(NAN.into()));
    }
    statement.raw_bind_parameter(*next, value)?;
    *next += 1;
    Ok(())
}

#[diagnostic::do_not_recommend]
impl<V: ToSql> Matches<V, how::Same> for V {
    fn bind_to(&self, statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()> {
        bind_one(self, statement, next)
    }

    fn hold<'a>(self, held: &mut impl FnMut(Held<'a>))
    where
        Self: 'a,
    {
        held(held_alone(&self));
    }
}

#[diagnostic::do_not_recommend]
impl<V: Borrow<B>, B: ToSql + ?Sized> Matches<V, how::Borrowed> for &B {
    fn bind_to(&self, statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()> {
        bind_one(*self, statement, next)
    }

    fn hold<'a>(self, held: &mut impl FnMut(Held<'a>))
    where
        Self: 'a,
    {
        held(self.to_sql());
    }
}

#[diagnostic::do_not_recommend]
impl<V: Borrow<B>, B: ToSql + ToOwned + ?Sized> Matches<V, how::Cow> for Cow<'_, B> {
    fn bind_to(&self, statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()> {
        bind_one(&**self, statement, next)
    }

    fn hold<'a>(self, held: &mut impl FnMut(Held<'a>))
    where
        Self: 'a,
    {
        match self {
            Cow::Borrowed(value) => held(value.to_sql()),
            Cow::Owned(value) => held(held_alone(value.borrow())),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<V, H, M: Matches<V, H>> Matches<Option<V>, how::Inner<H>> for M {
    fn bind_to(&self, statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()> {
        M::bind_to(self, statement, next)
    }

    fn hold<'a>(self, held: &mut impl FnMut(Held<'a>))
    where
        Self: 'a,
    {
        M::hold(self, held);
    }
}

/// A value of another crate's type, as [`Stored`] writes it.
struct Written<'a, T>(&'a T);

impl<T: Store> ToSql for Written<'_, T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.write()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Store> Matches<Stored<T>, how::Unwrapped> for T {
    fn bind_to(&self, statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()> {
        bind_one(&Written(self), statement, next)
    }

    fn hold<'a>(self, held: &mut impl FnMut(Held<'a>))
    where
        Self: 'a,
    {
        held(held_alone(&Written(&self)));
    }
}

// For any type that is such an option, so that no message proposes this one to whoever compares an `Option`.
#[diagnostic::do_not_recommend]
impl<T: Store, N: Borrow<Option<T>>> Matches<Option<Stored<T>>, how::UnwrappedNullable> for N {
    fn bind_to(&self, statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()> {
        bind_one(&self.borrow().as_ref().map(Written), statement, next)
    }

    fn hold<'a>(self, held: &mut impl FnMut(Held<'a>))
    where
        Self: 'a,
    {
        held(held_alone(&self.borrow().as_ref().map(Written)));
    }
}

macro_rules! tuples {
    ($($($value:ident $column:ident $how:ident $at:tt),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($value, $column, $how),+> Matches<($($column,)+), how::Each<($($how,)+)>> for ($($value,)+)
            where
                $($value: Matches<$column, $how>),+
            {
                fn bind_to(&self, statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()> {
                    $(self.$at.bind_to(statement, next)?;)+
                    Ok(())
                }

                fn hold<'a>(self, held: &mut impl FnMut(Held<'a>))
                where
                    Self: 'a,
                {
                    $(self.$at.hold(held);)+
                }
            }

            #[diagnostic::do_not_recommend]
            impl<$($value, $column, $how),+> Matches<($($column,)+), how::EachBorrowed<($($how,)+)>> for &($($value,)+)
            where
                $($value: Matches<$column, $how> + Clone),+
            {
                fn bind_to(&self, statement: &mut Statement<'_>, next: &mut usize) -> rusqlite::Result<()> {
                    $(self.$at.bind_to(statement, next)?;)+
                    Ok(())
                }

                fn hold<'a>(self, held: &mut impl FnMut(Held<'a>))
                where
                    Self: 'a,
                {
                    $(self.$at.clone().hold(held);)+
                }
            }
        )*
    };
}

tuples! {
    A CA HA 0, B CB HB 1;
    A CA HA 0, B CB HB 1, C CC HC 2;
    A CA HA 0, B CB HB 1, C CC HC 2, D CD HD 3;
    A CA HA 0, B CB HB 1, C CC HC 2, D CD HD 3, E CE HE 4;
    A CA HA 0, B CB HB 1, C CC HC 2, D CD HD 3, E CE HE 4, F CF HF 5;
    A CA HA 0, B CB HB 1, C CC HC 2, D CD HD 3, E CE HE 4, F CF HF 5, G CG HG 6;
    A CA HA 0, B CB HB 1, C CC HC 2, D CD HD 3, E CE HE 4, F CF HF 5, G CG HG 6, H CH HH 7;
}
