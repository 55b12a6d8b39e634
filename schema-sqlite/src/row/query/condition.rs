//! What rows have to fulfil.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Not;

use super::super::{Column, Held, Matches};
use super::expr::{Expr, Source, Token};
use super::joined::Joined;
use super::scope::Both;

/// A condition on the rows of the table whose declared row is `T`, from the methods of a [`Column`].
///
/// It is a value: keep it, pass it, join it with others. The values that it compares with become
/// parameters, never text.
///
/// ```
/// # mod example {
/// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
/// # }
/// # use example::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use schema_sqlite::row::Table;
/// # let connection = database()?;
/// use schema_sqlite::row::Condition;
///
/// fn of_customers<'a>(customers: &'a [i64]) -> Condition<'a, Product> {
///     products::customer_id.in_list(customers).and(!products::data.eq("{}"))
/// }
///
/// let found = Product::query().filter(of_customers(&[5, 6])).all(&connection)?;
/// # assert!(found.is_empty());
/// # Ok(())
/// # }
/// ```
#[must_use = "a condition does nothing until a query is filtered by it"]
pub struct Condition<'a, T> {
    parts: Joined<'a>,
    of: PhantomData<fn() -> T>,
}

impl<'a, T> Condition<'a, T> {
    pub(crate) fn new(tokens: Vec<Token<'a>>) -> Self {
        Self::of(Joined::one(tokens))
    }

    fn of(parts: Joined<'a>) -> Self {
        Self { parts, of: PhantomData }
    }

    pub(super) fn into_parts(self) -> Joined<'a> {
        self.parts
    }

    /// Every row fulfils it.
    pub fn always() -> Self {
        Self::new(vec![Token::Text("1")])
    }

    /// No row fulfils it.
    pub fn never() -> Self {
        Self::new(vec![Token::Text("0")])
    }

    /// Both.
    pub fn and(self, other: Self) -> Self {
        self.joined(" AND ", other)
    }

    /// At least one of both.
    pub fn or(self, other: Self) -> Self {
        self.joined(" OR ", other)
    }

    /// Both, of which the other is on another table of a query that joins.
    pub fn and_with<U>(self, other: Condition<'a, U>) -> Condition<'a, Both<T, U>> {
        self.joined(" AND ", other)
    }

    /// At least one of both, of which the other is on another table of a query that joins.
    pub fn or_with<U>(self, other: Condition<'a, U>) -> Condition<'a, Both<T, U>> {
        self.joined(" OR ", other)
    }

    /// All of them; of none, every row.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        conditions.into_iter().reduce(Self::and).unwrap_or_else(Self::always)
    }

    /// At least one of them; of none, no row.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        conditions.into_iter().reduce(Self::or).unwrap_or_else(Self::never)
    }

    /// The comparison with null, which another operator makes.
    pub(super) fn null_is(mut self, operator: &'static str) -> Self {
        if let [_, said, value] = self.parts.tokens_mut()
            && value.is_null()
        {
            *said = Token::Text(operator);
        }
        self
    }

    fn joined<U, W>(self, word: &'static str, other: Condition<'a, U>) -> Condition<'a, W> {
        Condition::of(self.parts.join(word, other.parts))
    }
}

/// The rows that do not fulfil it. As everywhere in SQL, a comparison with null is neither true nor
/// false, and neither is its opposite: [`Column::lt`] and its kin never find a null, and `!` of them
/// does not either. [`Column::eq`], [`Column::ne`] and the lists do tell nulls.
impl<T> Not for Condition<'_, T> {
    type Output = Self;

    fn not(self) -> Self {
        let parts = self.parts.into_tokens();
        let mut tokens = Vec::with_capacity(parts.len() + 2);
        tokens.push(Token::Text("NOT ("));
        tokens.extend(parts);
        tokens.push(Token::Text(")"));
        Self::new(tokens)
    }
}

impl<T> Clone for Condition<'_, T> {
    fn clone(&self) -> Self {
        Self::of(self.parts.clone())
    }
}

/// The condition as SQL, without its values.
impl<T> fmt::Debug for Condition<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sql = String::new();
        self.parts.push(&mut sql);
        f.debug_tuple("Condition").field(&sql).finish()
    }
}

/// A column of text, which can be searched.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is no text that can be searched",
    label = "the column is `{Self}`",
    note = "a type of your own is text once it implements `frostline::Text`"
)]
pub trait Text {}

impl Text for String {}
impl Text for Box<str> {}
impl Text for std::rc::Rc<str> {}
impl Text for std::sync::Arc<str> {}
impl<T: Text> Text for Option<T> {}

fn compare<'a, V, How, T>(expr: Expr, operator: &'static str, value: impl Matches<V, How> + 'a) -> Condition<'a, T> {
    let mut tokens = Vec::with_capacity(3);
    tokens.extend([Token::Expr(expr), Token::Text(operator)]);
    value.hold(&mut |value| tokens.push(Token::held(expr, value)));
    Condition::new(tokens)
}

/// The comparisons that columns and aggregates share.
macro_rules! comparisons {
    () => {
        /// It equals the value. `None` finds nulls.
        pub fn eq<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
            let expr = self.expr();
            // `= NULL` is never true; `IS` finds nulls, by the index too.
            compare(expr, if expr.is_nullable() { " IS " } else { " = " }, value).null_is(" IS ")
        }

        /// It is another value. Null is another value than any other, so that what [`eq`](Self::eq) does
        /// not find is found.
        pub fn ne<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
            // A column that cannot be null is, in what a left join has no row for.
            compare(self.expr(), " IS NOT ", value)
        }

        /// It is less than the value. Null is not.
        pub fn lt<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
            compare(self.expr(), " < ", value)
        }

        /// It is the value or less. Null is not.
        pub fn le<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
            compare(self.expr(), " <= ", value)
        }

        /// It is greater than the value. Null is not.
        pub fn gt<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
            compare(self.expr(), " > ", value)
        }

        /// It is the value or greater. Null is not.
        pub fn ge<'a, How, M: Matches<V, How> + 'a>(self, value: M) -> Condition<'a, T> {
            compare(self.expr(), " >= ", value)
        }
    };
}
pub(super) use comparisons;

/// Conditions on a column. Each is a [`Condition`] for [`Query::filter`](super::Query::filter); a value
/// of another type than the column's does not compile.
impl<T, V> Column<T, V> {
    pub(crate) fn source(self) -> Source {
        Source { table: self.table(), alias: self.alias_number() }
    }

    pub(super) fn expr(self) -> Expr {
        Expr::Column(self.source(), self.at())
    }

    comparisons!();

    /// It lies between the two, or is one of them. Null does not.
    pub fn between<'a, H1, H2>(
        self,
        low: impl Matches<V, H1> + 'a,
        high: impl Matches<V, H2> + 'a,
    ) -> Condition<'a, T> {
        let mut tokens = Vec::with_capacity(5);
        tokens.extend([Token::Expr(self.expr()), Token::Text(" BETWEEN ")]);
        low.hold(&mut |value| tokens.push(Token::held(self.expr(), value)));
        tokens.push(Token::Text(" AND "));
        high.hold(&mut |value| tokens.push(Token::held(self.expr(), value)));
        Condition::new(tokens)
    }

    /// It is one of the values; of none, no row. A `None` among them finds nulls.
    ///
    /// SQLite takes 32,766 values in a statement.
    pub fn in_list<'a, How, I>(self, values: I) -> Condition<'a, T>
    where
        I: IntoIterator,
        I::Item: Matches<V, How> + 'a,
    {
        let (list, with_null) = self.list(values);
        match (list, with_null) {
            (None, false) => Condition::never(),
            (None, true) => self.is_null(),
            (Some(list), false) => self.listed(" IN (", list),
            (Some(list), true) => self.listed(" IN (", list).or(self.is_null()),
        }
    }

    /// It is none of the values; of none, every row. Null is none of them unless a `None` is among them.
    pub fn not_in_list<'a, How, I>(self, values: I) -> Condition<'a, T>
    where
        I: IntoIterator,
        I::Item: Matches<V, How> + 'a,
    {
        let (list, with_null) = self.list(values);
        match (list, with_null) {
            (None, false) => Condition::always(),
            (None, true) => self.is_not_null(),
            // Of null, `NOT IN` is not true.
            (Some(list), true) => self.listed(" NOT IN (", list),
            (Some(list), false) => self.listed(" NOT IN (", list).or(self.is_null()),
        }
    }

    /// The column as one that may be null, as it is where a left join has no row of its table.
    pub const fn optional(self) -> Column<T, Option<V>> {
        self.retyped()
    }

    /// It is null.
    pub fn is_null<'a>(self) -> Condition<'a, T> {
        Condition::new(vec![Token::Expr(self.expr()), Token::Text(" IS NULL")])
    }

    /// It is not null.
    pub fn is_not_null<'a>(self) -> Condition<'a, T> {
        Condition::new(vec![Token::Expr(self.expr()), Token::Text(" IS NOT NULL")])
    }

    /// It equals the other column, which is of the same type; null equals null.
    ///
    /// For a column of another table in a query that joins see [`eq_other`](Self::eq_other).
    pub fn eq_column<'a>(self, other: Column<T, V>) -> Condition<'a, T> {
        Condition::new(vec![Token::Expr(self.expr()), Token::Text(" IS "), Token::Expr(other.expr())])
    }

    /// It equals the column of another table in a query that joins; null equals null.
    pub fn eq_other<'a, U>(self, other: Column<U, V>) -> Condition<'a, Both<T, U>> {
        Condition::new(vec![Token::Expr(self.expr()), Token::Text(" IS "), Token::Expr(other.expr())])
    }

    /// The values without nulls, and whether there was one.
    fn list<'a, How, I>(self, values: I) -> (Option<Vec<Token<'a>>>, bool)
    where
        I: IntoIterator,
        I::Item: Matches<V, How> + 'a,
    {
        let mut list = Vec::new();
        let mut with_null = false;
        let mut hold = |value: Held<'a>| {
            let token = Token::held(self.expr(), value);
            if token.is_null() {
                with_null = true;
            } else {
                list.push(token);
            }
        };
        for value in values {
            value.hold(&mut hold);
        }
        // The length is in the text, and each text is a statement of its own: there shall be few.
        if let Some(last) = list.last().cloned()
            && list.len() <= 1 << 14
        {
            list.resize(list.len().next_power_of_two(), last);
        }
        (Some(list).filter(|list| !list.is_empty()), with_null)
    }

    fn listed<'a>(self, operator: &'static str, list: Vec<Token<'a>>) -> Condition<'a, T> {
        let mut tokens = Vec::with_capacity(2 * list.len() + 3);
        tokens.extend([Token::Expr(self.expr()), Token::Text(operator)]);
        for (place, value) in list.into_iter().enumerate() {
            if place > 0 {
                tokens.push(Token::Text(", "));
            }
            tokens.push(value);
        }
        tokens.push(Token::Text(")"));
        Condition::new(tokens)
    }
}

/// Conditions on a column of text.
impl<T, V> Column<T, V> {
    /// It is like the pattern, in which `%` stands for any text and `_` for any character. ASCII letters
    /// match in either case (<https://sqlite.org/lang_expr.html#like>).
    pub fn like<'a>(self, pattern: &'a str) -> Condition<'a, T>
    where
        V: Text,
    {
        self.searched(" LIKE ", pattern)
    }

    /// It is like the pattern, in which `*` stands for any text, `?` for any character and `[a-z]` for one
    /// of several. Letters match in their own case (<https://sqlite.org/lang_expr.html#glob>).
    pub fn glob<'a>(self, pattern: &'a str) -> Condition<'a, T>
    where
        V: Text,
    {
        self.searched(" GLOB ", pattern)
    }

    /// The text stands somewhere in it, letter for letter.
    pub fn contains<'a>(self, text: &'a str) -> Condition<'a, T>
    where
        V: Text,
    {
        let tokens = vec![
            Token::Text("instr("),
            Token::Expr(self.expr()),
            Token::Text(", "),
            Token::Value(text.into()),
            Token::Text(") > 0"),
        ];
        Condition::new(tokens)
    }

    fn searched<'a>(self, operator: &'static str, pattern: &'a str) -> Condition<'a, T> {
        Condition::new(vec![Token::Expr(self.expr()), Token::Text(operator), Token::Value(pattern.into())])
    }
}
