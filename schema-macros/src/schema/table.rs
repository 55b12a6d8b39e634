//! The items of the tables: a struct and a module each.
//!
//! A thousand tables have to stay cheap to compile: no code, but constants of one generic type, and the
//! one `impl` that `#[derive(Table)]` makes. And an edit of one table shall not cost the others: every
//! token stands at its table, none at the macro, and nothing is left to further macros.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{format_ident, quote_spanned};
use schema_core::dialect::sqlite::{Affinity, affinity, rowid_alias, type_name};
use schema_core::model::new_types::{self, NewType, NewTypes};
use schema_core::model::rust_names::{field_name, identifier, module_name, struct_name};
use schema_core::model::{Column, Model, Name, RustType, Table, Type};
use schema_core::syntax::{ColumnSpans, SourceMap, TableSpans};
use syn::Generics;
use syn::ext::IdentExt as _;

use super::enumeration::Enums;
use super::links::compared;
use super::source::Source;
use super::{docs, rust_type};
use crate::table::Way;

/// Every table that has a name, sound or not. A frozen one has no types of the program's.
pub(super) fn emit(model: &Model, spans: &SourceMap, source: &Source, is_frozen: bool) -> TokenStream {
    // What has the name of another is a fault already, and shall not be one of the compiler's too.
    let mut taken = BTreeSet::new();
    let nowhere = TableSpans::default();
    let mut items = TokenStream::new();
    let mut emitted = Vec::new();
    for (place, table) in model.tables.iter().enumerate() {
        let (row, module) = (struct_name(table), module_name(table));
        if row == module || taken.contains(&row) || taken.contains(&module) {
            continue;
        }
        taken.extend([row.clone(), module.clone()]);
        emitted.push((place, table, row, module));
    }
    let types = Types::of(model, &mut taken);
    let enums = Enums::new(model, &mut taken);
    items.extend(enums.emit(model, spans, source));
    let place_of = |place: usize| source.span(spans.tables.get(place).unwrap_or(&nowhere).name);
    let modules: Vec<(&Table, &str)> = emitted.iter().map(|(_, table, _, module)| (*table, &**module)).collect();
    let mut names = "column_names".to_owned();
    while taken.contains(&names) {
        names.push('_');
    }
    let names = ident(&names, emitted.first().map_or_else(Span::call_site, |(place, ..)| place_of(*place)));
    items.extend(column_names(&names, emitted.iter().map(|(place, table, ..)| (place_of(*place), *table))));
    for (place, table, row, module) in &emitted {
        let spans = spans.tables.get(*place).unwrap_or(&nowhere);
        let at_name = source.span(spans.name);
        let at_row = spans.rust_name.map_or(at_name, |span| source.span(span));
        let (row_name, module_name) = (ident(row, at_row), ident(module, at_name));
        let form = format!("New{}", row_name.unraw());
        // A table whose own struct has that name goes first.
        let form = (!taken.contains(&form)).then(|| ident(&form, at_name));
        let emitter = Emitter {
            table,
            spans,
            source,
            modules: &modules,
            types: &types,
            names: &names,
            is_frozen,
            enums: &enums,
            at: at_name,
            row: row_name,
            module: module_name,
            form,
        };
        items.extend(emitter.emit());
    }
    items
}

/// A type for each name that columns have, whatever their table, by which the compiler's messages name them. A type
/// for each column would be dear.
fn column_names<'a>(module: &Ident, tables: impl Iterator<Item = (Span, &'a Table)>) -> TokenStream {
    let at = module.span();
    let mut taken = BTreeSet::new();
    let mut names = TokenStream::new();
    for (at, table) in tables {
        for (_, _, name) in columns(table) {
            if taken.insert(name.clone()) {
                let name = ident(&name, at);
                names.extend(quote_spanned! {at=> pub enum #name {} });
            }
        }
    }
    let allow = allow(at);
    quote_spanned! {at=>
        #[doc(hidden)]
        #allow
        pub mod #module { #names }
    }
}

/// The types that are made for columns.
pub(super) struct Types<'a> {
    all: NewTypes<'a>,
    /// The columns whose types are made. That another cannot be is a fault already.
    made: BTreeSet<*const Column>,
}

impl<'a> Types<'a> {
    fn of(model: &'a Model, taken: &mut BTreeSet<String>) -> Self {
        let mut made = BTreeSet::new();
        for found in new_types::all(model) {
            let name = found.name.strip_prefix("r#").unwrap_or(found.name);
            if identifier(name) == name && taken.insert(name.to_owned()) {
                made.insert(std::ptr::from_ref(found.column));
            }
        }
        Self { all: NewTypes::of(model), made }
    }

    /// The type of a column that makes one or gets one by its references.
    fn column(&self, table: &'a Table, column: &'a Column) -> Option<NewType<'a>> {
        let found = self.all.column(table, column).into_iter().next()?;
        self.made.contains(&std::ptr::from_ref(found.column)).then_some(found)
    }
}

/// What the user's own lints have not to say of generated items, which seem to be the user's own:
/// they stand where the table does.
pub(super) fn allow(at: Span) -> TokenStream {
    quote_spanned! {at=>
        #[allow(
            dead_code,
            missing_copy_implementations,
            missing_debug_implementations,
            non_camel_case_types,
            non_snake_case,
            non_upper_case_globals,
            unreachable_pub,
            unused_qualifications,
            clippy::all,
            clippy::pedantic,
            clippy::nursery,
            clippy::restriction
        )]
    }
}

/// An identifier from its text, which may be raw.
pub(super) fn ident(text: &str, span: Span) -> Ident {
    // The compiler has its own table of what Unicode calls a letter, and panics where it disagrees.
    let is_word = |text: &str| {
        let tokens = text.parse::<TokenStream>().map(|tokens| tokens.into_iter().collect::<Vec<_>>());
        matches!(tokens.as_deref(), Ok([TokenTree::Ident(_)]))
    };
    let ascii: String;
    let text = if text.is_ascii() || is_word(text) {
        text
    } else {
        ascii = text.replace(|c: char| !c.is_ascii(), "_");
        &ascii
    };
    match text.strip_prefix("r#") {
        Some(word) => Ident::new_raw(word, span),
        None => Ident::new(text, span),
    }
}

/// The columns of a table, each identifier once, with their places in the declaration.
pub(super) fn columns(table: &Table) -> impl Iterator<Item = (usize, &Column, String)> {
    let mut taken = BTreeSet::new();
    let columns = table.columns.iter().enumerate().map(|(order, column)| (order, column, field_name(column)));
    columns.filter(move |(_, _, name)| taken.insert(name.clone()))
}

pub(super) struct Emitter<'a> {
    pub(super) table: &'a Table,
    spans: &'a TableSpans,
    source: &'a Source,
    /// Where the table's name stands. Whatever the user did not say stands there too, and not at the
    /// macro: a token at the macro would change with every edit inside of it, and the compiler would
    /// look at all tables again for one that changed.
    pub(super) at: Span,
    pub(super) row: Ident,
    pub(super) module: Ident,
    /// The struct that is inserted.
    pub(super) form: Option<Ident>,
    enums: &'a Enums<'a>,
    /// Every table that is emitted, and its module.
    pub(super) modules: &'a [(&'a Table, &'a str)],
    types: &'a Types<'a>,
    /// The module of the columns' names.
    names: &'a Ident,
    is_frozen: bool,
}

/// A column on its way into the code.
pub(super) struct Field<'a> {
    pub(super) column: &'a Column,
    /// Its place among the table's columns.
    pub(super) place: usize,
    pub(super) name: Ident,
    /// The type of the struct's field.
    pub(super) ty: TokenStream,
    /// The same type, as the table's module names it.
    ty_in_module: TokenStream,
    /// The type of a value that is not null, as the struct names it.
    pub(super) plain: TokenStream,
    /// The same, as the table's module names it.
    pub(super) plain_in_module: TokenStream,
    /// The constant that knows the type, where the declaration names one.
    kept: Option<Ident>,
    /// The user's words, then what SQL says.
    pub(super) docs: TokenStream,
}

impl<'a> Emitter<'a> {
    fn emit(&self) -> TokenStream {
        let Self { at, row, module, table, .. } = self;
        let at = *at;
        let names = ident(&self.names.to_string(), at);
        let mut aliases = TokenStream::new();
        let fields = self.fields(&mut aliases);
        let struct_docs = if table.docs.is_empty() {
            vec![self.text(&format!(" A row of the table `{}`.", table.name))]
        } else {
            table.docs.iter().map(|line| self.text(line)).collect()
        };
        let struct_fields =
            fields.iter().map(|Field { docs, name, ty, .. }| quote_spanned! {at=> #docs pub #name: #ty, });
        let columns = fields.iter().map(|Field { column, .. }| {
            let (name, flags) = (self.text(column.name.as_str()), self.number(usize::from(self.flags(column))));
            quote_spanned! {at=> (#name, #flags) }
        });
        let constants = fields.iter().map(|Field { column, docs, place, name, ty_in_module, .. }| {
            let place = self.number(*place);
            let computed = column.generated.as_ref().map(|_| quote_spanned!(at=> , ::frostline::Computed));
            // Where the table stands, as all of the constant: what reaches beyond an item is looked at again as soon
            // as something before it has another length.
            let marker = ident(&name.to_string(), at);
            quote_spanned! {at=>
                #docs
                pub const #name: ::frostline::Column<Row, #ty_in_module, super::#names::#marker #computed> =
                    ::frostline::Column::new(&TABLE, #place);
            }
        });
        let key: Vec<&Field<'_>> = self.key(&fields);
        let key_places = key.iter().map(|field| self.number(field.place));
        let (key_collations, reading) = (self.key_collations(), self.reading(&fields));
        let key_type = match key.as_slice() {
            [] => quote_spanned!(at=> ::frostline::NoKey),
            [one] => one.ty_in_module.clone(),
            several => {
                let types = several.iter().map(|field| &field.ty_in_module);
                quote_spanned! {at=> (#(#types),*) }
            }
        };
        let impls = self.impls(&fields);
        let (form, form_impls) = self.form(&fields).unzip();
        let links = self.links(&fields);
        let name = self.text(table.name.as_str());
        let module_doc = self.text(&format!(" The columns of the table `{}`.", table.name));
        let allow = self.allow();
        quote_spanned! {at=>
            #(#[doc = #struct_docs])*
            #allow
            pub struct #row { #(#struct_fields)* }
            #form
            // Together: the lints above are many tokens, and paths that reach everywhere are, too.
            #[allow(unused_imports)]
            #allow
            const _: () = {
                use ::core::clone::Clone as __Clone;
                use ::core::option::Option::None as __None;
                use ::core::result::Result::{Err as __Err, Ok as __Ok};
                #impls
                #form_impls
            };
            #aliases
            #[doc = #module_doc]
            #allow
            pub mod #module {
                /// The table.
                pub static TABLE: ::frostline::TableInfo =
                    ::frostline::TableInfo::new(#name, &[#(#columns),*], &[#(#key_places),*]) #key_collations #reading;
                /// The struct that holds a row of it.
                pub type Row = super::#row;
                /// The type of its primary key.
                pub type Key = #key_type;
                #(#constants)*
                #links
            }
        }
    }

    /// What the derives of `Debug`, `Clone`, `PartialEq` and `Table` would make. Written out, it does not
    /// count as an expansion within the macro's, which would be another one after every edit.
    fn impls(&self, fields: &[Field<'_>]) -> TokenStream {
        let Self { at, row, module, .. } = self;
        let at = *at;
        if fields.is_empty() {
            // A table without columns is a fault already.
            return TokenStream::new();
        }
        let names: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
        let columns: Vec<_> = fields.iter().map(|field| self.mapped(field, false)).collect();
        let table = crate::table::implement(at, row, &Generics::default(), module, &columns);
        let shown_row = self.text(&row.unraw().to_string());
        let shown_names = names.iter().map(|name| self.text(&name.unraw().to_string()));
        quote_spanned! {at=>
            #[automatically_derived]
            impl ::core::fmt::Debug for #row {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::frostline::__private::show(f, #shown_row, &[#(#shown_names),*], &[#(&self.#names),*])
                }
            }
            #[automatically_derived]
            impl __Clone for #row {
                fn clone(&self) -> Self {
                    Self { #(#names: __Clone::clone(&self.#names)),* }
                }
            }
            #[automatically_derived]
            impl ::core::cmp::PartialEq for #row {
                fn eq(&self, other: &Self) -> bool {
                    #(self.#names == other.#names)&&*
                }
            }
            #table
        }
    }

    /// The field as it is read and written, which in a form may be left to the database.
    pub(super) fn mapped<'b>(&self, field: &'b Field<'_>, is_optional: bool) -> crate::table::Column<'b> {
        let way = match &field.kept {
            Some(by) => Way::Kept { by, is_optional: is_optional || field.column.nullable },
            None => Way::Plain { is_optional },
        };
        crate::table::Column::of(&field.name, self.number(field.place), way)
    }

    /// Whether the column's type is one of the language, or made from the declaration.
    fn is_plain(&self, column: &Column) -> bool {
        self.is_frozen || !matches!(column.rust_type, Some(RustType::Named(_)))
    }

    pub(super) fn allow(&self) -> TokenStream {
        allow(self.at)
    }

    pub(super) fn text(&self, text: &str) -> Literal {
        let mut literal = Literal::string(text);
        literal.set_span(self.at);
        literal
    }

    pub(super) fn number(&self, number: usize) -> Literal {
        let mut literal = Literal::usize_unsuffixed(number);
        literal.set_span(self.at);
        literal
    }

    /// The columns, each identifier once; a second one is a fault already.
    fn fields(&self, aliases: &mut TokenStream) -> Vec<Field<'a>> {
        let at = self.at;
        let nowhere = ColumnSpans::default();
        columns(self.table)
            .enumerate()
            .map(|(place, (order, column, name))| {
                let spans = self.spans.columns.get(order).unwrap_or(&nowhere);
                let name = ident(&name, self.source.span(spans.name));
                let named = || rust_type::named(column, spans.rust_type, self.source);
                let mut kept = None;
                let (ty, ty_in_module) = match (!self.is_frozen).then(named).flatten() {
                    Some(ty) => {
                        // A path means another thing inside of the table's module: it goes by an alias.
                        let alias = format_ident!("__{}_{}", self.module, place, span = at);
                        let allow = self.allow();
                        let by = format_ident!("{alias}_is", span = at);
                        // That the type is no value is told where it stands.
                        let at_type = spans.rust_type.map_or(at, |span| self.source.span(span));
                        let new = quote_spanned!(at_type=> ::frostline::__private::Kept::<#ty>::of());
                        aliases.extend(quote_spanned! {at=>
                            #[doc(hidden)]
                            #allow
                            pub type #alias = #ty;
                            #[doc(hidden)]
                            #allow
                            pub const #by: ::frostline::__private::Kept<#alias> = #new;
                        });
                        kept = Some(by);
                        (ty, quote_spanned!(at=> super::#alias))
                    }
                    None => {
                        let of_enum = match &column.ty {
                            Type::Enum(of) => self.enums.name(of, at),
                            _ => None,
                        };
                        match of_enum {
                            Some(name) => (quote_spanned!(at=> #name), quote_spanned!(at=> super::#name)),
                            None => match self.types.column(self.table, column) {
                                Some(made) => {
                                    let is_own = std::ptr::eq(made.column, column);
                                    let place = spans.rust_type.filter(|_| is_own);
                                    let name = ident(made.name, place.map_or(at, |span| self.source.span(span)));
                                    if is_own {
                                        aliases.extend(self.new_type(&name, column));
                                    }
                                    (quote_spanned!(at=> #name), quote_spanned!(at=> super::#name))
                                }
                                None => {
                                    let ty = rust_type::plain(&column.ty, at);
                                    (ty.clone(), ty)
                                }
                            },
                        }
                    }
                };
                let nullable = |ty: TokenStream| {
                    if column.nullable { quote_spanned!(at=> ::core::option::Option<#ty>) } else { ty }
                };
                let sql = self.text(&format!(" {}", docs::column(self.table, column)));
                let said = column.docs.iter().map(|line| self.text(line));
                let blank = (!column.docs.is_empty()).then(|| quote_spanned! {at=> #[doc = ""] });
                let docs = quote_spanned! {at=> #(#[doc = #said])* #blank #[doc = #sql] };
                let (plain, plain_in_module) = (ty.clone(), ty_in_module.clone());
                let (ty, ty_in_module) = (nullable(ty), nullable(ty_in_module));
                Field { column, place, name, ty, ty_in_module, plain, plain_in_module, kept, docs }
            })
            .collect()
    }

    /// The columns of the primary key, as many of them as there are.
    fn key<'b>(&self, fields: &'b [Field<'a>]) -> Vec<&'b Field<'a>> {
        let names = self.table.primary_key.iter().flat_map(|key| key.names());
        names.filter_map(|name| fields.iter().find(|field| field.column.name.same(name))).collect()
    }

    /// The collations that the key says, where it compares by others than its columns' own.
    fn key_collations(&self) -> TokenStream {
        let columns = self.table.primary_key.iter().flat_map(|key| &key.columns);
        let own = |name| self.table.column_named(name).and_then(|column| column.collation.as_ref());
        let is_own = |name, collation: &Name| own(name).is_some_and(|own| own.same(collation));
        let collations: Vec<_> = columns
            .map(|column| match compared(self.table, &column.name, column.collation.as_ref()) {
                Some(collation) if !is_own(&column.name, collation) => self.text(collation.as_str()),
                _ => self.text(""),
            })
            .collect();
        if collations.iter().all(|collation| collation.to_string() == "\"\"") {
            return TokenStream::new();
        }
        quote_spanned! {self.at=> .key_collated(&[#(#collations),*]) }
    }

    /// What the run time has to know of a column: the flags of `TableInfo`.
    fn flags(&self, column: &Column) -> u16 {
        let is_rowid = rowid_alias(self.table).is_some_and(|alias| alias.name == column.name);
        let flag = |is: bool, flag: u16| if is { flag } else { 0 };
        flag(column.generated.is_some(), 1)
            | flag(column.nullable, 1 << 1)
            | flag(column.ty == Type::SmallInt, 1 << 2)
            | flag(column.default.is_some() || is_rowid, 1 << 3)
            | flag(becomes_number(column, self.table), 1 << 4)
            | flag(becomes_text(column, self.table), 1 << 5)
            // A type of the program's own may refuse a number.
            | flag(is_rowid && self.is_plain(column), 1 << 6)
            | flag(matches!(column.ty, Type::Decimal { .. }), 1 << 7)
            | flag(!self.is_plain(column) && becomes_real(column, self.table), 1 << 8)
    }

    /// What tells which values the types read that the declaration names.
    fn reading(&self, fields: &[Field<'_>]) -> TokenStream {
        let at = self.at;
        let kept = fields.iter().filter_map(|field| field.kept.as_ref().map(|by| (self.number(field.place), by)));
        let reads: Vec<_> = kept.map(|(place, by)| quote_spanned!(at=> (#place, super::#by.reads()))).collect();
        if reads.is_empty() { TokenStream::new() } else { quote_spanned!(at=> .reading(&[#(#reads),*])) }
    }
}

/// Whether the column makes numbers of texts, and its Rust type may be written as text.
fn becomes_number(column: &Column, table: &Table) -> bool {
    let is_number = match &column.ty {
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Real | Type::Double | Type::Boolean => true,
        Type::Decimal { .. } | Type::Date | Type::Time | Type::DateTime => return !table.strict,
        Type::Text | Type::Varchar(_) | Type::Char(_) | Type::Blob | Type::Json | Type::Uuid | Type::Enum(_) => false,
        Type::Verbatim(name) if table.strict && name.as_str().eq_ignore_ascii_case("any") => false,
        Type::Verbatim(name) => {
            return matches!(affinity(name.as_str()), Affinity::Numeric | Affinity::Integer | Affinity::Real);
        }
    };
    is_number && column.rust_type.is_some()
}

/// Whether the column makes floating-point numbers of whole ones.
fn becomes_real(column: &Column, table: &Table) -> bool {
    affinity(&type_name(&column.ty, table.strict)) == Affinity::Real
}

/// Whether the column makes texts of numbers, and its Rust type may be written as a number.
fn becomes_text(column: &Column, table: &Table) -> bool {
    affinity(&type_name(&column.ty, table.strict)) == Affinity::Text && column.rust_type.is_some()
}
