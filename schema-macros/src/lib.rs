//! The macros of Frostline: `schema!` and `#[derive(Table)]`. Programs use them through the crate
//! `frostline`, where they are documented with the rest.
//!
//! Both are thin: what they know of the language, of checking and of the history is in `schema-core`,
//! which the command `cargo schema` runs too. Neither writes a file.

mod schema;
mod table;

use proc_macro::TokenStream;

/// Declares the tables of a database, and guards that what is declared is frozen.
///
/// ```text
/// frostline::schema! {
///     /// A product under test.
///     table products as Product {
///         id          integer primary key,
///         customer_id integer,
///         last_synced datetime?,
///
///         index (customer_id),
///     }
/// }
/// ```
///
/// Or, from a file in the same language, by its path from the package's manifest:
///
/// ```text
/// frostline::schema!("cache.schema");
/// ```
///
/// It stands where items stand, in a module or at the top of a crate, and makes
///
/// - for each table a struct that holds a row (`Product`), with a field a column; a struct of a row to be
///   inserted (`NewProduct`), in which what the database can fill in is an `Option`; and a module of the
///   table's name (`products`) with a typed constant for each column (`products::id`), reference
///   (`tests::by_product_id`) and unique (`users::unique_email`), the table's `TABLE` and the type of its
///   `Key`;
/// - a struct for each column that says `as new` (`ProductId`), and an enum for each `enum`;
/// - `HISTORY`, the frozen revisions, embedded in the program;
/// - for each revision whose script names a step in Rust the same items as they were then, in a module
///   (`revisions::r0007_split_names`);
/// - `upgrade`, which brings a database to the newest of them.
///
/// A table without `as` names its struct after itself in upper camel case: `sync_events` is
/// `SyncEvents`. No singular is attempted.
///
/// A second `schema!` of a package goes into another module, and has its own `#![revisions = "…"]` and
/// `#![history = "…"]`.
///
/// # Errors
///
/// The build fails where the text is not of the language, where the model is not sound, where the
/// frozen revisions are not what was frozen, and where something is declared that no revision holds.
/// Each fault is reported where it was said, with what mends it. The structs are there all the same.
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::expand(input.into()).into()
}

/// Makes a struct a row of a declared table; see [`schema!`].
///
/// ```
/// use schemas::products;
///
/// #[derive(frostline::Table)]
/// #[table(products)]
/// struct ProductName {
///     id: i64,
///     #[column(data)]
///     text: String,
/// }
/// ```
///
/// - `#[table(products)]` on the struct is the path of the module that `schema!` made for the table.
/// - Each field is the column of its name. `#[column(data)]` on a field names another: it is the column's
///   constant in that module.
///
/// - `#[nested]` on a field says that its type is a struct with `#[derive(Table)]` of the same table, whose
///   columns are this one's too.
/// - A struct with a lifetime borrows its text and bytes from the row (`&'a str`, `&'a [u8]`): it is a
///   `Lent`, whose rows are handed to a function one by one, and an `Insert`.
///
/// Columns without a field are not read, and an insert leaves them to their defaults.
///
/// # Errors
///
/// A field that is no column, or whose type cannot hold its column, is told at that field. A type of your
/// own holds a column once it implements `Holds` for the type that the column has.
#[proc_macro_derive(Table, attributes(table, column, nested))]
pub fn table(input: TokenStream) -> TokenStream {
    table::derive(input.into()).into()
}
