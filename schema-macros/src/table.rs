//! `#[derive(Table)]`: one impl a struct.
//!
//! For `#[table(products)] struct ProductName { id: i64, data: String }` it is
//!
//! ```text
//! impl Table for ProductName {
//!     type Declared = products::Row;
//!     type Key = products::Key;
//!     fn mapping() -> &'static Mapping {
//!         static MAPPING: Mapping = Mapping::new(&products::TABLE, &[products::id.at(), products::data.at()]);
//!         &MAPPING
//!     }
//!     fn read(row: &mut Row<'_>) -> Result<Self> {
//!         Ok(Self { id: row.get(products::id)?, data: row.get(products::data)? })
//!     }
//!     fn write(&self, row: &mut Writer<'_, '_>) {
//!         row.put(&self.id);
//!         row.put(&self.data);
//!     }
//! }
//! ```
//!
//! The compiler checks it: a field that is no column names a constant that is not there, and the bounds
//! of `get` refuse a field whose type cannot hold its column. Both land on the field, since what names
//! the column carries the field's span. `write` has no such bound, so that a fault is reported once.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, GenericParam, Generics, Path};

/// The impl, or one `compile_error!` a fault.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    match syn::parse2(input).and_then(|input| Row::read(&input).map(|row| row.emit(&input))) {
        Ok(tokens) => tokens,
        Err(faults) => faults.into_compile_error(),
    }
}

/// What is said of a struct.
struct Row<'a> {
    /// The module of its table.
    table: Path,
    columns: Vec<Column<'a>>,
}

/// A field and its column.
struct Column<'a> {
    field: &'a Ident,
    /// The column's constant, which carries the place where it was said.
    constant: Ident,
}

/// Every fault of a struct, as one error.
#[derive(Default)]
struct Faults(Option<Error>);

impl Faults {
    fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            none => *none = Some(error),
        }
    }

    fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.add(Error::new(span, message));
    }
}

impl<'a> Row<'a> {
    fn read(input: &'a DeriveInput) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let table = table_of(input, &mut faults);
        for parameter in &input.generics.params {
            if let GenericParam::Lifetime(lifetime) = parameter {
                let message = format!(
                    "a row owns its values and cannot borrow them for `{}`; use `String` for text and `Vec<u8>` for bytes",
                    lifetime.lifetime
                );
                faults.at(lifetime.span(), message);
            }
        }
        let columns = fields_of(input, &mut faults)
            .into_iter()
            .flatten()
            .filter_map(|field| Column::read(field, &mut faults))
            .collect::<Vec<_>>();
        let mut seen = BTreeMap::new();
        for column in &columns {
            if let Some(first) = seen.insert(column.constant.unraw(), column.field) {
                let message = format!("the column `{}` is mapped twice; the field `{first}` has it", column.constant);
                faults.at(column.constant.span(), message);
            }
        }
        match (faults.0, table) {
            (None, Some(table)) => Ok(Self { table, columns }),
            (Some(faults), _) => Err(faults),
            (None, None) => Err(Error::new(input.ident.span(), "the struct names no table")),
        }
    }

    fn emit(&self, input: &DeriveInput) -> TokenStream {
        let columns: Vec<_> = self.columns.iter().map(|column| (column.field, &column.constant)).collect();
        implement(Span::call_site(), &input.ident, &input.generics, &self.table, &columns)
    }
}

/// The impl for a struct, from its fields and the constants of their columns. What is not said by the
/// user stands at this place.
pub(crate) fn implement(
    at: Span,
    name: &Ident,
    generics: &Generics,
    table: &impl ToTokens,
    columns: &[(&Ident, &Ident)],
) -> TokenStream {
    let (generics, arguments, conditions) = generics.split_for_impl();
    let places = columns.iter().map(|(_, constant)| quote_spanned!(constant.span()=> #table::#constant.at()));
    let reads =
        columns.iter().map(|(field, constant)| quote_spanned!(constant.span()=> #field: row.get(#table::#constant)?));
    let writes = columns.iter().map(|(field, _)| quote_spanned!(field.span()=> row.put(&self.#field);));
    quote_spanned! {at=>
        #[automatically_derived]
        impl #generics ::frostline::__private::Table for #name #arguments #conditions {
            type Declared = #table::Row;
            type Key = #table::Key;
            fn mapping() -> &'static ::frostline::__private::Mapping {
                static MAPPING: ::frostline::__private::Mapping =
                    ::frostline::__private::Mapping::new(&#table::TABLE, &[#(#places),*]);
                &MAPPING
            }
            fn read(row: &mut ::frostline::__private::Row<'_>) -> ::frostline::__private::Result<Self> {
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
            fn write(&self, row: &mut ::frostline::__private::Writer<'_, '_>) {
                #(#writes)*
            }
        }
    }
}

impl<'a> Column<'a> {
    fn read(field: &'a Field, faults: &mut Faults) -> Option<Self> {
        let name = field.ident.as_ref()?;
        let mut constant = name.clone();
        let mut said = false;
        for attribute in &field.attrs {
            if attribute.path().is_ident("table") {
                let message = "a field has no table of its own; put `#[table(…)]` on the struct, or name the field's \
                               column with `#[column(…)]`";
                faults.at(attribute.path().span(), message);
            }
            if !attribute.path().is_ident("column") {
                continue;
            }
            if said {
                faults.at(attribute.path().span(), "a field maps one column; remove this `#[column(…)]`");
            }
            said = true;
            match attribute.parse_args_with(Ident::parse_any) {
                Ok(ident) => constant = rawed(ident),
                Err(error) => {
                    let message =
                        "expected the column's constant in the table's module, as in `#[column(customer_id)]`";
                    faults.at(inside(attribute, &error), message);
                }
            }
        }
        Some(Self { field: name, constant })
    }
}

/// The module that `#[table(…)]` names.
fn table_of(input: &DeriveInput, faults: &mut Faults) -> Option<Path> {
    let mut table = None;
    let mut said = false;
    for attribute in &input.attrs {
        if attribute.path().is_ident("column") {
            faults
                .at(attribute.path().span(), "a struct is no column; put `#[column(…)]` on the field that it renames");
        }
        if !attribute.path().is_ident("table") {
            continue;
        }
        if said {
            faults.at(attribute.path().span(), "a struct is a row of one table; remove this `#[table(…)]`");
        }
        said = true;
        match attribute.parse_args_with(Path::parse_mod_style) {
            Ok(path) => table = Some(path),
            Err(error) => {
                let message =
                    "expected the path of the module that `schema!` made for the table, as in `#[table(products)]`";
                faults.at(inside(attribute, &error), message);
            }
        }
    }
    if !said {
        let message = format!(
            "`{}` names no table; add `#[table(…)]` with the module that `schema!` made for the table, as in `#[table(products)]`",
            input.ident
        );
        faults.at(input.ident.span(), message);
    }
    table
}

/// The fields of a struct that can be a row.
fn fields_of<'a>(input: &'a DeriveInput, faults: &mut Faults) -> Option<&'a Fields> {
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(data) => {
            faults.at(data.enum_token.span, "an enum is no row; `#[derive(Table)]` wants a struct with named fields");
            return None;
        }
        Data::Union(data) => {
            faults.at(data.union_token.span, "a union is no row; `#[derive(Table)]` wants a struct with named fields");
            return None;
        }
    };
    match fields {
        Fields::Named(named) if !named.named.is_empty() => return Some(fields),
        Fields::Named(_) | Fields::Unit => {
            let message = "a struct without fields maps no column; give it a field for each column that it wants";
            faults.at(input.ident.span(), message);
        }
        Fields::Unnamed(fields) => {
            let message = "the fields of a row are found by their names; give each its column's name";
            faults.at(fields.span(), message);
        }
    }
    None
}

/// Where in the attribute the fault is; its name where it holds nothing.
fn inside(attribute: &Attribute, error: &Error) -> Span {
    match &attribute.meta {
        syn::Meta::List(list) if !list.tokens.is_empty() => error.span(),
        _ => attribute.path().span(),
    }
}

/// A keyword as a raw identifier: `#[column(type)]` is the constant `r#type`.
fn rawed(ident: Ident) -> Ident {
    match syn::parse_str::<Ident>(&ident.to_string()) {
        Ok(_) => ident,
        Err(_) if ["self", "Self", "super", "crate", "_"].iter().any(|word| ident == word) => ident,
        Err(_) => Ident::new_raw(&ident.to_string(), ident.span()),
    }
}
