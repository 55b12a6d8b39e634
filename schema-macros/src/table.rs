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
//!
//! A struct with a lifetime cannot be given out by a statement that goes on: it is a `Lent`, which is
//! handed to a function, and an `Insert`. Its `get` is a `lend`. Of a field whose type depends on a parameter of the
//! struct it is a `get_generic`, which asks for a bound that a column's own type fulfils, too.

use std::collections::BTreeMap;

use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, GenericParam, Generics, Lifetime, Path, Type};

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
    /// The lifetime of what its fields borrow.
    lifetime: Option<&'a Lifetime>,
}

/// A field and its column.
pub(crate) struct Column<'a> {
    field: &'a Ident,
    /// The column's constant, which carries the place where it was said.
    constant: Ident,
    /// The field's type, where it is a struct of columns of its own.
    nested: Option<&'a Type>,
    /// Whether its type depends on a parameter of the struct.
    is_generic: bool,
    /// The place of the column, where the field is made from it.
    place: Option<Literal>,
    /// How it is read and written.
    way: Way<'a>,
}

/// How a field is read and written.
#[derive(Clone, Copy)]
pub(crate) enum Way<'a> {
    /// As whoever wrote the struct says, whom its column has to suit.
    Checked,
    /// Its type is one of the language, or made from the declaration.
    Plain {
        /// Whether it is an `Option` for what may be left to the database.
        is_optional: bool,
    },
    /// The declaration names its type: by the constant that knows it.
    Kept {
        by: &'a Ident,
        /// Whether it is an `Option` of the type.
        is_optional: bool,
    },
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
        let mut lifetimes = input.generics.lifetimes().map(|parameter| &parameter.lifetime);
        let lifetime = lifetimes.next();
        for other in lifetimes {
            let message = format!("a row's values live equally long; write their lifetime in place of `{other}`");
            faults.at(other.span(), message);
        }
        let parameters: Vec<&Ident> = input.generics.type_params().map(|parameter| &parameter.ident).collect();
        let columns = fields_of(input, &mut faults)
            .into_iter()
            .flatten()
            .filter_map(|field| Column::read(field, &parameters, &mut faults))
            .collect::<Vec<_>>();
        let mut seen = BTreeMap::new();
        for column in &columns {
            if let Some(ty) = column.nested {
                if lifetime.is_some() {
                    let message = "a struct that borrows has no struct in it; give it the columns as fields of its own";
                    faults.at(column.constant.span(), message);
                }
                if let Some(parameter) = parameters.iter().find(|parameter| mentions(ty.to_token_stream(), parameter)) {
                    let message = format!(
                        "which columns a nested struct has cannot depend on `{parameter}`; name the struct itself"
                    );
                    faults.at(ty.span(), message);
                }
                continue;
            }
            if let Some(first) = seen.insert(column.constant.unraw(), column.field) {
                let message = format!("the column `{}` is mapped twice; the field `{first}` has it", column.constant);
                faults.at(column.constant.span(), message);
            }
        }
        match (faults.0, table) {
            (None, Some(table)) => Ok(Self { table, columns, lifetime }),
            (Some(faults), _) => Err(faults),
            (None, None) => Err(Error::new(input.ident.span(), "the struct names no table")),
        }
    }

    fn emit(&self, input: &DeriveInput) -> TokenStream {
        let at = Span::call_site();
        let Self { table, columns, .. } = self;
        let (name, generics) = (&input.ident, &input.generics);
        let emit = |table: &dyn ToTokens| match self.lifetime {
            None => implement(at, name, generics, &table, columns),
            Some(lifetime) => {
                let form = insertable(at, name, generics, &table, columns, "with_nested");
                let lent = lend(at, name, generics, lifetime, &table, columns);
                quote_spanned! {at=> #form #lent }
            }
        };
        let last = table.segments.last().map(|segment| segment.ident.unraw().to_string());
        if last.is_none_or(|last| !last.starts_with(char::is_uppercase)) {
            return emit(table);
        }
        // It may be the row struct, named by mistake. Of an import the compiler says that it is no module, and
        // nothing of whatever comes from it; of a path it says that each item is no associated one.
        let stands_for = Ident::new("__table", at);
        let mut imports = BTreeMap::new();
        let items = imported(emit(&stands_for), &stands_for, &mut imports);
        let imports = imports.iter().map(|(alias, item)| quote_spanned!(item.span()=> #item as #alias));
        quote_spanned! {at=> const _: () = { use #table::{#(#imports),*}; #items }; }
    }
}

/// The tokens with an alias in place of each `table::item`.
fn imported(tokens: TokenStream, table: &Ident, imports: &mut BTreeMap<Ident, Ident>) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let mut out = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == *table => match tokens.by_ref().nth(2) {
                Some(TokenTree::Ident(item)) => {
                    let alias = Ident::new(&format!("{table}_{}", item.unraw()), item.span());
                    imports.insert(alias.clone(), item);
                    out.push(TokenTree::Ident(alias));
                }
                other => out.extend(other),
            },
            TokenTree::Group(group) => {
                let mut within = Group::new(group.delimiter(), imported(group.stream(), table, imports));
                within.set_span(group.span());
                out.push(TokenTree::Group(within));
            }
            token => out.push(token),
        }
    }
    out.into_iter().collect()
}

/// The tokens, as if they stood there.
fn spanned(tokens: TokenStream, at: Span) -> TokenStream {
    let spanned = tokens.into_iter().map(|mut token| {
        token.set_span(at);
        token
    });
    spanned.collect()
}

/// Whether the tokens name the parameter.
fn mentions(tokens: TokenStream, parameter: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *parameter,
        TokenTree::Group(group) => mentions(group.stream(), parameter),
        _ => false,
    })
}

/// `Table` for a struct, from its fields and the constants of their columns. What is not said by the user
/// stands at this place.
pub(crate) fn implement(
    at: Span,
    name: &Ident,
    generics: &Generics,
    table: &impl ToTokens,
    columns: &[Column<'_>],
) -> TokenStream {
    let (generics, arguments, conditions) = generics.split_for_impl();
    let mapping = mapping(at, table, columns, "with_nested");
    let reads = columns.iter().map(|column| {
        let Column { field, constant, nested, is_generic, way, .. } = column;
        // Written out: a `?` and the ways in which a field may hold its column cost the compiler more than all the rest
        // of a table.
        match (nested, *way) {
            (Some(ty), _) => {
                let bridge = column.bridge();
                quote_spanned!(ty.span()=> #field: #bridge.read(row)?)
            }
            (None, Way::Plain { .. }) => quote_spanned! {constant.span()=>
                #field: match row.own() { __Ok(value) => value, __Err(error) => return __Err(error) }
            },
            (None, Way::Kept { by, is_optional }) => {
                let read = Ident::new(if is_optional { "read_option" } else { "read" }, constant.span());
                quote_spanned! {constant.span()=>
                    #field: match #by.#read(row) { __Ok(value) => value, __Err(error) => return __Err(error) }
                }
            }
            (None, Way::Checked) if *is_generic => {
                quote_spanned!(constant.span()=> #field: row.get_generic(#table::#constant)?)
            }
            (None, Way::Checked) => quote_spanned!(constant.span()=> #field: row.get(#table::#constant)?),
        }
    });
    let write = write(at, columns);
    let bridges = bridges(at, table, columns);
    let whole = quote_spanned! {at=>
        #[automatically_derived]
        impl #generics ::frostline::__private::Table for #name #arguments #conditions {
            type Declared = #table::Row;
            type Key = #table::Key;
            #mapping
            fn read(row: &mut ::frostline::__private::Row<'_>) -> ::frostline::__private::Result<Self> {
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
            #write
        }
    };
    if bridges.is_empty() {
        whole
    } else {
        quote_spanned! {at=> const _: () = { #bridges #whole }; }
    }
}

/// What is to be known of the structs in a struct, each in a constant: that one is no row of the table is an
/// error there, and once.
fn bridges(at: Span, table: &impl ToTokens, columns: &[Column<'_>]) -> TokenStream {
    let bridges = columns.iter().filter_map(|column| {
        let (ty, bridge) = (column.nested?, column.bridge());
        // What is wrong with the struct is told at its name.
        let table = spanned(table.to_token_stream(), ty.span());
        Some(quote_spanned! {ty.span()=>
            #[allow(non_upper_case_globals)]
            const #bridge: ::frostline::__private::Nested<#ty> =
                ::frostline::__private::Nested::<#ty>::of::<#table::Row>();
        })
    });
    let bridges: TokenStream = bridges.collect();
    quote_spanned! {at=> #bridges }
}

/// `Insert` for a struct, with the constructor of its mapping.
pub(crate) fn insertable(
    at: Span,
    name: &Ident,
    generics: &Generics,
    table: &impl ToTokens,
    columns: &[Column<'_>],
    constructor: &str,
) -> TokenStream {
    let (generics, arguments, conditions) = generics.split_for_impl();
    let (mapping, write) = (mapping(at, table, columns, constructor), write(at, columns));
    quote_spanned! {at=>
        #[automatically_derived]
        impl #generics ::frostline::__private::Insert for #name #arguments #conditions {
            type Declared = #table::Row;
            type Key = #table::Key;
            #mapping
            #write
        }
    }
}

/// `Lent` for a struct that borrows for this lifetime.
fn lend(
    at: Span,
    name: &Ident,
    generics: &Generics,
    lifetime: &Lifetime,
    table: &impl ToTokens,
    columns: &[Column<'_>],
) -> TokenStream {
    let (parameters, arguments, conditions) = generics.split_for_impl();
    // The struct's own arguments, with the row's lifetime in place of its own.
    let row = Lifetime::new("'__row", lifetime.span());
    let lent = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(_) => row.to_token_stream(),
        GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
        GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
    });
    let mapping = mapping(at, table, columns, "with_nested");
    let reads = columns.iter().map(|Column { field, constant, is_generic, .. }| {
        let read = Ident::new(if *is_generic { "get_generic" } else { "lend" }, constant.span());
        quote_spanned!(constant.span()=> #field: row.#read(#table::#constant)?)
    });
    quote_spanned! {at=>
        #[automatically_derived]
        impl #parameters ::frostline::__private::Lent for #name #arguments #conditions {
            type Declared = #table::Row;
            type Key = #table::Key;
            type Row<#row> = #name<#(#lent),*>;
            #mapping
            fn read<#row>(
                row: &mut ::frostline::__private::Row<#row>,
            ) -> ::frostline::__private::Result<Self::Row<#row>> {
                ::core::result::Result::Ok(#name { #(#reads),* })
            }
        }
    }
}

fn mapping(at: Span, table: &impl ToTokens, columns: &[Column<'_>], constructor: &str) -> TokenStream {
    let places = columns.iter().map(|Column { constant, nested, place, .. }| match (nested, place) {
        (Some(_), _) => quote_spanned!(constant.span()=> ::frostline::__private::NESTED),
        (None, Some(place)) => place.to_token_stream(),
        (None, None) => quote_spanned!(constant.span()=> #table::#constant.at()),
    });
    let nested: Vec<_> = columns
        .iter()
        .filter_map(|column| column.nested.map(|ty| (ty, column.bridge())))
        .map(|(ty, bridge)| quote_spanned!(ty.span()=> #bridge.mapping()))
        .collect();
    // Most structs have none, and an argument less is less to compile.
    let (constructor, nested) = match (constructor, nested.as_slice()) {
        ("with_nested", []) => ("new", TokenStream::new()),
        ("with_nested", nested) => ("with_nested", quote_spanned!(at=> &[#(#nested),*])),
        (other, _) => (other, TokenStream::new()),
    };
    let constructor = Ident::new(constructor, at);
    quote_spanned! {at=>
        fn mapping() -> &'static ::frostline::__private::Mapping {
            static MAPPING: ::frostline::__private::Mapping =
                ::frostline::__private::Mapping::#constructor(&#table::TABLE, &[#(#places),*], #nested);
            &MAPPING
        }
    }
}

fn write(at: Span, columns: &[Column<'_>]) -> TokenStream {
    let writes = columns.iter().map(|column| {
        let field = column.field;
        match (column.nested, column.way) {
            (Some(_), _) => {
                let bridge = column.bridge();
                quote_spanned!(field.span()=> #bridge.write(&self.#field, row);)
            }
            (None, Way::Kept { by, is_optional }) => {
                let write = Ident::new(if is_optional { "write_option" } else { "write" }, field.span());
                quote_spanned!(field.span()=> #by.#write(&self.#field, row);)
            }
            (None, Way::Plain { is_optional: true }) => quote_spanned!(field.span()=> row.put_option(&self.#field);),
            (None, _) => quote_spanned!(field.span()=> row.put(&self.#field);),
        }
    });
    quote_spanned! {at=>
        fn write(&self, row: &mut ::frostline::__private::Writer<'_, '_>) {
            #(#writes)*
        }
    }
}

impl<'a> Column<'a> {
    /// The constant that knows its struct of columns.
    fn bridge(&self) -> Ident {
        Ident::new(&format!("__nested_{}", self.field.unraw()), self.field.span())
    }

    /// A field that is made from the column at this place, and has its name. Its reading names a result's variants
    /// `__Ok` and `__Err`.
    pub(crate) fn of(field: &'a Ident, place: Literal, way: Way<'a>) -> Self {
        Self { field, constant: field.clone(), nested: None, is_generic: false, place: Some(place), way }
    }

    fn read(field: &'a Field, parameters: &[&Ident], faults: &mut Faults) -> Option<Self> {
        let name = field.ident.as_ref()?;
        let mut constant = name.clone();
        let mut said = false;
        let mut nested = None;
        for attribute in &field.attrs {
            if attribute.path().is_ident("nested") {
                if let Err(error) = attribute.meta.require_path_only() {
                    faults.at(error.span(), "expected `#[nested]` alone; the struct's own fields name their columns");
                }
                nested = Some(&field.ty);
                continue;
            }
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
        if nested.is_some() && said {
            let message = "a nested struct's own fields name their columns; remove the `#[column(…)]`";
            faults.at(name.span(), message);
        }
        let is_generic = parameters.iter().any(|parameter| mentions(field.ty.to_token_stream(), parameter));
        Some(Self { field: name, constant, nested, is_generic, place: None, way: Way::Checked })
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
        if attribute.path().is_ident("nested") {
            faults.at(attribute.path().span(), "`#[nested]` goes on the field that holds a struct of more columns");
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
