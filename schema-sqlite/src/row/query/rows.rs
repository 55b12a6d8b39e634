//! What a query's rows are read as.

use super::super::{Mapping, Row, Table, TableInfo};
use super::expr::{Expr, Source, push_quoted};
use super::reference::Join;
use crate::error::Result;

/// What a query yields: a struct with `#[derive(Table)]`; or, of several tables, a tuple of such, of
/// which each but the first may be an `Option`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a query's rows can be read as",
    note = "it is a struct with `#[derive(Table)]`, or a tuple of such as `(Test, Option<Product>)`",
    note = "values of a statement are read by `frostline::rows`, as in `rows::<(i64, String)>(…)`"
)]
pub trait Rows: Sized {
    /// The first table, by which failures are named.
    #[doc(hidden)]
    fn table() -> &'static TableInfo;

    /// The mappings of the structs, and whether each is an option.
    #[doc(hidden)]
    fn parts() -> impl AsRef<[(&'static Mapping, bool)]>;

    /// Reads a row. If `marked`, each option is followed by a column that is null where there is no row.
    #[doc(hidden)]
    fn read_row(row: &rusqlite::Row<'_>, marked: bool) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<R: Table> Rows for R {
    fn table() -> &'static TableInfo {
        R::mapping().table()
    }

    fn parts() -> impl AsRef<[(&'static Mapping, bool)]> {
        [(R::mapping(), false)]
    }

    #[inline]
    fn read_row(row: &rusqlite::Row<'_>, _: bool) -> Result<Self> {
        R::read(&mut Row::new(row, R::mapping(), 0))
    }
}

/// One of a tuple's structs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of a table",
    note = "it is a struct with `#[derive(Table)]`, or an `Option` of one"
)]
pub trait Part: Sized {
    /// The struct.
    type Row: Table;
    /// Whether it may be absent.
    const OPTIONAL: bool;
    /// Reads it from the columns at `start`, which is moved behind them.
    #[doc(hidden)]
    fn read_part(row: &rusqlite::Row<'_>, start: &mut usize, marked: bool) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<R: Table> Part for R {
    type Row = R;
    const OPTIONAL: bool = false;

    fn read_part(row: &rusqlite::Row<'_>, start: &mut usize, _: bool) -> Result<Self> {
        let mapping = R::mapping();
        let at = *start;
        *start += mapping.width();
        R::read(&mut Row::new(row, mapping, at))
    }
}

#[diagnostic::do_not_recommend]
impl<R: Table> Part for Option<R> {
    type Row = R;
    const OPTIONAL: bool = true;

    fn read_part(row: &rusqlite::Row<'_>, start: &mut usize, marked: bool) -> Result<Self> {
        let mapping = R::mapping();
        let at = *start;
        *start += mapping.width() + usize::from(marked);
        let is_null = |at: usize| matches!(row.get_ref(at), Ok(rusqlite::types::ValueRef::Null));
        let is_absent = if marked { is_null(at + mapping.width()) } else { (at..at + mapping.width()).all(is_null) };
        if is_absent { Ok(None) } else { R::read(&mut Row::new(row, mapping, at)).map(Some) }
    }
}

macro_rules! tuples {
    ($($first:ident, $($part:ident),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$first: Table, $($part: Part),+> Rows for ($first, $($part),+) {
                fn table() -> &'static TableInfo {
                    $first::mapping().table()
                }

                fn parts() -> impl AsRef<[(&'static Mapping, bool)]> {
                    [($first::mapping(), false), $(($part::Row::mapping(), $part::OPTIONAL)),+]
                }

                fn read_row(row: &rusqlite::Row<'_>, marked: bool) -> Result<Self> {
                    let mut start = 0;
                    Ok((
                        <$first as Part>::read_part(row, &mut start, marked)?,
                        $($part::read_part(row, &mut start, marked)?),+
                    ))
                }
            }
        )*
    };
}

tuples! {
    A, B;
    A, B, C;
    A, B, C, D;
    A, B, C, D, E;
}

/// Rows to which a join adds one.
pub trait Append<X> {
    /// The rows with it.
    type Out;
}

#[diagnostic::do_not_recommend]
impl<A: Table, X> Append<X> for A {
    type Out = (A, X);
}

macro_rules! append {
    ($($($part:ident),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($part),+, X> Append<X> for ($($part),+) {
                type Out = ($($part),+, X);
            }
        )*
    };
}

append! {
    A, B;
    A, B, C;
    A, B, C, D;
}

/// Other structs for the same tables: as many, each of the same table, and an option where it was one.
#[diagnostic::on_unimplemented(
    message = "the query's rows, which are `{From}`, cannot be read as `{Self}`",
    label = "`{Self}` is not of the tables of `{From}`",
    note = "it is as many structs, in the same order and each of the same table, with `Option` where the query has it"
)]
pub trait Recast<From> {}

#[diagnostic::do_not_recommend]
impl<A: Table, B: Table<Declared = A::Declared>> Recast<A> for B {}

/// A part for another.
pub trait RecastPart<From> {}

#[diagnostic::do_not_recommend]
impl<A: Table, B: Table<Declared = A::Declared>> RecastPart<A> for B {}
#[diagnostic::do_not_recommend]
impl<A: Table, B: Table<Declared = A::Declared>> RecastPart<Option<A>> for Option<B> {}

macro_rules! recast {
    ($($($from:ident $to:ident),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($from, $to: RecastPart<$from>),+> Recast<($($from),+)> for ($($to),+) {}
        )*
    };
}

recast! {
    A1 A2, B1 B2;
    A1 A2, B1 B2, C1 C2;
    A1 A2, B1 B2, C1 C2, D1 D2;
    A1 A2, B1 B2, C1 C2, D1 D2, E1 E2;
}

/// The columns of all structs, from their tables; after those of an option what tells a row of nulls from no row.
/// Returns how many there are.
pub(super) fn push_parts(parts: &[(&'static Mapping, bool)], joins: &[Join], base: Source, out: &mut String) -> usize {
    let sources = std::iter::once(base).chain(joins.iter().map(|join| join.far));
    let mut columns = 0;
    for (place, ((mapping, optional), source)) in parts.iter().zip(sources).enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        push_columns(mapping, source, out);
        columns += mapping.width();
        let mark = place.checked_sub(1).and_then(|join| joins[join].mark());
        if let (true, Some(column)) = (*optional, mark) {
            out.push_str(", ");
            Expr::Column(source, column).push(out);
            columns += 1;
        }
    }
    columns
}

/// The columns of a struct, from the table under the name that the query has for it.
fn push_columns(mapping: &Mapping, source: Source, out: &mut String) {
    for (place, column) in mapping.columns().iter().enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        source.push_name(out);
        out.push('.');
        push_quoted(out, source.table.column(*column).name());
    }
}
