//! What rows have to fulfil.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Not;

use super::super::{Held, Matches};
use super::expr::{Expr, Token};
use super::joined::Joined;
use super::list;

/// A condition on the rows of the table whose declared row is `T`, from the methods of a
/// [`Column`](super::Column).
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

    #[cfg(feature = "sea-query")]
    pub(super) fn parts(&self) -> &Joined<'a> {
        &self.parts
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
    pub fn and_with<U>(self, other: Condition<'a, U>) -> Condition<'a, (T, U)> {
        self.joined(" AND ", other)
    }

    /// At least one of both, of which the other is on another table of a query that joins.
    pub fn or_with<U>(self, other: Condition<'a, U>) -> Condition<'a, (T, U)> {
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
/// false, and neither is its opposite: [`Column::lt`](super::Column::lt) and its kin never find a null, and `!` of them
/// does not either. [`Column::eq`](super::Column::eq), [`Column::ne`](super::Column::ne) and the lists do tell nulls, and
/// so does `!` of them.
impl<T> Not for Condition<'_, T> {
    type Output = Self;

    fn not(self) -> Self {
        let parts = self.parts.into_tokens();
        let mut tokens = Vec::with_capacity(parts.len() + 2);
        tokens.push(Token::Text("NOT ("));
        tell_nulls(parts, &mut tokens);
        tokens.push(Token::Text(")"));
        Self::new(tokens)
    }
}

/// The tokens, of which what compares with a value or with those of a list is false of a null, and not null itself.
fn tell_nulls<'a>(parts: Vec<Token<'a>>, tokens: &mut Vec<Token<'a>>) {
    // In a list are values and the words between them, to the bracket that ends it.
    let mut in_list = false;
    let mut parts = parts.into_iter().peekable();
    while let Some(token) = parts.next() {
        match token {
            Token::Expr(expr) if matches!(parts.peek(), Some(Token::Text(" IN (" | " NOT IN ("))) => {
                in_list = !matches!(tokens.last(), Some(Token::Text(AND_LISTED)));
                if in_list {
                    tokens.extend([Token::Text("("), Token::Expr(expr), Token::Text(AND_LISTED)]);
                }
                tokens.push(Token::Expr(expr));
            }
            Token::Text(" = ") => tokens.push(Token::Text(" IS ")),
            Token::Text(end @ (")" | "))")) if in_list => {
                tokens.extend([Token::Text(end), Token::Text(")")]);
                in_list = false;
            }
            token => tokens.push(token),
        }
    }
}

/// What stands before a list of which a null is told.
const AND_LISTED: &str = " IS NOT NULL AND ";

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

/// It equals the value, also where both are null.
pub(super) fn equal<'a, V, How, T>(expr: Expr, value: impl Matches<V, How> + 'a) -> Condition<'a, T> {
    // `= NULL` is never true; `IS` finds nulls, by the index too.
    compare(expr, if expr.is_nullable() { " IS " } else { " = " }, value).null_is(" IS ")
}

/// The expression held against the value.
pub(super) fn compare<'a, V, How, T>(
    expr: Expr,
    operator: &'static str,
    value: impl Matches<V, How> + 'a,
) -> Condition<'a, T> {
    let mut tokens = Vec::with_capacity(3);
    tokens.extend([Token::Expr(expr), Token::Text(operator)]);
    value.hold(&mut |value| tokens.push(Token::held(expr, value)));
    Condition::new(tokens)
}

/// The expression between the two.
pub(super) fn between<'a, V, H1, H2, T>(
    expr: Expr,
    low: impl Matches<V, H1> + 'a,
    high: impl Matches<V, H2> + 'a,
) -> Condition<'a, T> {
    let mut tokens = Vec::with_capacity(5);
    tokens.extend([Token::Expr(expr), Token::Text(" BETWEEN ")]);
    low.hold(&mut |value| tokens.push(Token::held(expr, value)));
    tokens.push(Token::Text(" AND "));
    high.hold(&mut |value| tokens.push(Token::held(expr, value)));
    Condition::new(tokens)
}

/// One of the values; of none, no row.
pub(super) fn in_list<'a, V, How, I, T>(expr: Expr, values: I) -> Condition<'a, T>
where
    I: IntoIterator,
    I::Item: Matches<V, How> + 'a,
{
    match self::values(expr, values) {
        (None, false) => Condition::never(),
        (None, true) => null(expr, " IS NULL"),
        (Some(list), false) => listed(expr, " IN (", list),
        (Some(list), true) => listed(expr, " IN (", list).or(null(expr, " IS NULL")),
    }
}

/// None of the values; of none, every row.
pub(super) fn not_in_list<'a, V, How, I, T>(expr: Expr, values: I) -> Condition<'a, T>
where
    I: IntoIterator,
    I::Item: Matches<V, How> + 'a,
{
    match self::values(expr, values) {
        (None, false) => Condition::always(),
        (None, true) => null(expr, " IS NOT NULL"),
        // Of null, `NOT IN` is not true.
        (Some(list), true) => listed(expr, " NOT IN (", list),
        (Some(list), false) => listed(expr, " NOT IN (", list).or(null(expr, " IS NULL")),
    }
}

/// The test for null, by this operator.
pub(super) fn null<'a, T>(expr: Expr, operator: &'static str) -> Condition<'a, T> {
    Condition::new(vec![Token::Expr(expr), Token::Text(operator)])
}

/// Both are the same; null equals null.
pub(super) fn same<'a, T>(one: Expr, other: Expr) -> Condition<'a, T> {
    Condition::new(vec![Token::Expr(one), Token::Text(" IS "), Token::Expr(other)])
}

/// The values without nulls, and whether there was one.
fn values<'a, V, How, I>(expr: Expr, values: I) -> (Option<Vec<Token<'a>>>, bool)
where
    I: IntoIterator,
    I::Item: Matches<V, How> + 'a,
{
    let mut list = Vec::new();
    let mut with_null = false;
    let mut hold = |value: Held<'a>| {
        let token = Token::held(expr, value);
        if token.is_null() {
            with_null = true;
        } else {
            list.push(token);
        }
    };
    for value in values {
        value.hold(&mut hold);
    }
    (Some(list).filter(|list| !list.is_empty()), with_null)
}

fn listed<'a, T>(expr: Expr, operator: &'static str, list: Vec<Token<'a>>) -> Condition<'a, T> {
    let mut tokens = Vec::with_capacity(2 * list.len() + 3);
    tokens.extend([Token::Expr(expr), Token::Text(operator)]);
    list::push(list, &mut tokens);
    Condition::new(tokens)
}
