//! In which order rows come, and after which one.

use std::fmt;
use std::marker::PhantomData;

use super::super::Matches;
use super::Column;
use super::expr::{Expr, Token};

/// One column's part of an order, from [`Column::asc`](super::Column::asc) or
/// [`Column::desc`](super::Column::desc).
pub struct Order<T, V> {
    by: By,
    types: PhantomData<fn() -> (T, V)>,
}

/// The same, without types.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub(crate) expr: Expr,
    pub(crate) descending: bool,
    /// Where nulls come, if it was said.
    pub(crate) nulls_first: Option<bool>,
}

impl By {
    /// SQLite takes null for less than anything.
    pub(super) fn nulls_come_first(self) -> bool {
        self.nulls_first.unwrap_or(!self.descending)
    }

    pub(super) fn push(self, out: &mut String) {
        self.expr.push(out);
        if self.descending {
            out.push_str(" DESC");
        }
        match self.nulls_first {
            Some(true) => out.push_str(" NULLS FIRST"),
            Some(false) => out.push_str(" NULLS LAST"),
            None => {}
        }
    }
}

impl<T, V> Order<T, V> {
    pub(super) fn new(expr: Expr, descending: bool) -> Self {
        Self { by: By { expr, descending, nulls_first: None }, types: PhantomData }
    }

    /// Nulls come first, as they do of themselves in an ascending order.
    pub fn nulls_first(mut self) -> Self {
        self.by.nulls_first = Some(true);
        self
    }

    /// Nulls come last, as they do of themselves in a descending order.
    pub fn nulls_last(mut self) -> Self {
        self.by.nulls_first = Some(false);
        self
    }
}

impl<T, V> Clone for Order<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V> Copy for Order<T, V> {}

impl<T, V> fmt::Debug for Order<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sql = String::new();
        self.by.push(&mut sql);
        f.debug_tuple("Order").field(&sql).finish()
    }
}

/// What rows are ordered by: one [`Order`], or a column alone, which is its [`asc`](Column::asc) as in SQL, or a tuple
/// of up to four of them, of which each breaks the ties of the one before it.
#[diagnostic::on_unimplemented(
    message = "the query cannot be ordered by `{Self}`",
    label = "this is `{Self}`",
    note = "an order is a column, its `asc()` or `desc()`, or a tuple of up to four of them"
)]
pub trait Orders {
    /// The tables of the columns.
    type Tables;
    /// What a row has in these columns.
    type Values;
    #[doc(hidden)]
    fn each(self, by: &mut impl FnMut(By));
}

/// One part of an order.
pub trait OneOrder {
    /// The table of the column.
    type Table;
    /// What a row has in the column.
    type Value;
    fn by(self) -> By;
}

#[diagnostic::do_not_recommend]
impl<T, V> OneOrder for Order<T, V> {
    type Table = T;
    type Value = V;

    fn by(self) -> By {
        self.by
    }
}

#[diagnostic::do_not_recommend]
impl<T, V, N, K> OneOrder for Column<T, V, N, K> {
    type Table = T;
    type Value = V;

    fn by(self) -> By {
        self.asc().by
    }
}

#[diagnostic::do_not_recommend]
impl<O: OneOrder> Orders for O {
    type Tables = O::Table;
    type Values = O::Value;

    fn each(self, by: &mut impl FnMut(By)) {
        by(self.by());
    }
}

macro_rules! tuples {
    ($($($one:ident $order:ident),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($one: OneOrder),+> Orders for ($($one,)+) {
                type Tables = ($($one::Table,)+);
                type Values = ($($one::Value,)+);

                fn each(self, by: &mut impl FnMut(By)) {
                    let ($($order,)+) = self;
                    $(by($order.by());)+
                }
            }
        )*
    };
}

tuples! {
    A a, B b;
    A a, B b, C c;
    A a, B b, C c, D d;
}

/// The condition that a row comes after the one with these values, in this order.
///
/// `is_nullable` tells whether a column of the order may be null.
pub(super) fn after<'a, V, How>(
    order: &[By],
    values: impl Matches<V, How> + 'a,
    is_nullable: impl Fn(Expr) -> bool + Copy,
) -> Vec<Token<'a>> {
    let mut held = Vec::with_capacity(order.len());
    values.hold(&mut |value| {
        // There are as many as the order has columns.
        if let Some(by) = order.get(held.len()) {
            held.push(Token::held(by.expr, value));
        }
    });
    after_tokens(order, held, is_nullable)
}

/// The same, of values that are there.
pub(super) fn after_tokens<'a>(
    order: &[By],
    held: Vec<Token<'a>>,
    is_nullable: impl Fn(Expr) -> bool + Copy,
) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    let [first, rest @ ..] = order else { return vec![Token::Text("1")] };
    let is_plain = !order.iter().any(|by| is_nullable(by.expr));
    if is_plain && rest.iter().all(|by| by.descending == first.descending) {
        // A row value is what SQLite seeks by, in an index of these columns.
        let many = !rest.is_empty();
        tokens.extend(many.then_some(Token::Text("(")));
        for (place, by) in order.iter().enumerate() {
            tokens.extend((place > 0).then_some(Token::Text(", ")));
            tokens.push(Token::Expr(by.expr));
        }
        tokens.push(Token::Text(match (many, first.descending) {
            (true, false) => ") > (",
            (true, true) => ") < (",
            (false, false) => " > ",
            (false, true) => " < ",
        }));
        for (place, value) in held.into_iter().enumerate() {
            tokens.extend((place > 0).then_some(Token::Text(", ")));
            tokens.push(value);
        }
        tokens.extend(many.then_some(Token::Text(")")));
    } else {
        push_after(order, &held, is_nullable, &mut tokens);
    }
    tokens
}

/// Column by column: past the value, or at it and the rest past theirs.
fn push_after<'a>(
    order: &[By],
    values: &[Token<'a>],
    is_nullable: impl Fn(Expr) -> bool + Copy,
    tokens: &mut Vec<Token<'a>>,
) {
    let ([by, order @ ..], [value, values @ ..]) = (order, values) else {
        // At the value in every column: the row itself.
        tokens.push(Token::Text("0"));
        return;
    };
    let column = Token::Expr(by.expr);
    tokens.push(Token::Text("("));
    match (value.is_null(), by.nulls_come_first()) {
        (true, true) => tokens.extend([column.clone(), Token::Text(" IS NOT NULL")]),
        (true, false) => tokens.push(Token::Text("0")),
        (false, nulls_first) => {
            let operator = if by.descending { " < " } else { " > " };
            tokens.extend([column.clone(), Token::Text(operator), value.clone()]);
            if !nulls_first && is_nullable(by.expr) {
                tokens.extend([Token::Text(" OR "), column.clone(), Token::Text(" IS NULL")]);
            }
        }
    }
    if !order.is_empty() {
        tokens.extend([Token::Text(" OR ("), column, Token::Text(" IS "), value.clone(), Token::Text(" AND ")]);
        push_after(order, values, is_nullable, tokens);
        tokens.push(Token::Text(")"));
    }
    tokens.push(Token::Text(")"));
}
