//! The items of the tables: a struct and a module each.
//!
//! A thousand tables have to stay cheap to compile: no code, but constants of one generic type, and the
//! one `impl` that `#[derive(Table)]` makes.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use schema_core::dialect::sqlite::rowid_alias;
use schema_core::model::rust_names::{MODULE_CONSTANTS, field_name, module_name, struct_name};
use schema_core::model::{Column, Table, Type};
use schema_core::syntax::{ColumnSpans, Declaration, TableSpans};

use super::source::Source;
use super::{docs, rust_type};

/// Every table that has a name, sound or not.
pub(super) fn emit(declaration: &Declaration, source: &Source) -> TokenStream {
    let Declaration { model, spans, .. } = declaration;
    // What has the name of another is a fault already, and shall not be one of the compiler's too.
    let mut taken = BTreeSet::new();
    let nowhere = TableSpans::default();
    let mut items = TokenStream::new();
    for (place, table) in model.tables.iter().enumerate() {
        let (row, module) = (struct_name(table), module_name(table));
        if row == module || taken.contains(&row) || taken.contains(&module) {
            continue;
        }
        let spans = spans.tables.get(place).unwrap_or(&nowhere);
        let at_name = source.span(spans.name);
        let at_row = spans.rust_name.map_or(at_name, |span| source.span(span));
        let emitter = Emitter { table, spans, source, row: ident(&row, at_row), module: ident(&module, at_name) };
        items.extend(emitter.emit());
        taken.extend([row, module]);
    }
    items
}

/// An identifier from its text, which may be raw.
fn ident(text: &str, span: Span) -> Ident {
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

struct Emitter<'a> {
    table: &'a Table,
    spans: &'a TableSpans,
    source: &'a Source,
    row: Ident,
    module: Ident,
}

/// A column on its way into the code.
struct Field<'a> {
    column: &'a Column,
    /// Its place among the table's columns.
    place: usize,
    name: Ident,
    /// The type of the struct's field.
    ty: TokenStream,
    /// The same type, as the table's module names it.
    ty_in_module: TokenStream,
    /// The user's words, then what SQL says.
    docs: TokenStream,
}

impl<'a> Emitter<'a> {
    fn emit(&self) -> TokenStream {
        let Self { row, module, table, .. } = self;
        let mut aliases = TokenStream::new();
        let fields = self.fields(&mut aliases);
        let struct_docs = if table.docs.is_empty() {
            vec![format!(" A row of the table `{}`.", table.name)]
        } else {
            table.docs.clone()
        };
        let struct_fields = fields.iter().map(|Field { docs, name, ty, .. }| quote! { #docs pub #name: #ty, });
        let columns = fields.iter().map(|Field { column, docs, place, name, ty_in_module, .. }| {
            let place = Literal::usize_unsuffixed(*place);
            let flags = Literal::u8_unsuffixed(self.flags(column));
            let in_database = column.name.as_str();
            quote! { #docs #name #place #in_database #flags: #ty_in_module; }
        });
        let key: Vec<&Field<'_>> = self.key(&fields);
        let key_places = key.iter().map(|field| Literal::usize_unsuffixed(field.place));
        let key_type = match key.as_slice() {
            [] => quote!(::frostline::NoKey),
            [one] => one.ty_in_module.clone(),
            several => {
                let types = several.iter().map(|field| &field.ty_in_module);
                quote! { (#(#types),*) }
            }
        };
        let name = table.name.as_str();
        // A table without columns is a fault already; the derive shall not tell it again.
        let row_derive = (!fields.is_empty()).then(|| quote! { #[derive(::frostline::Table)] #[table(#module)] });
        let module_doc = format!(" The columns of the table `{name}`.");
        quote! {
            #(#[doc = #struct_docs])*
            #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq)]
            #row_derive
            #[allow(dead_code, non_snake_case, non_camel_case_types)]
            pub struct #row { #(#struct_fields)* }
            #aliases
            ::frostline::__private::columns! {
                #module_doc #module #row #name [#(#key_places),*] #key_type;
                #(#columns)*
            }
        }
    }

    /// The columns, each identifier once; a second one is a fault already.
    fn fields(&self, aliases: &mut TokenStream) -> Vec<Field<'a>> {
        let mut taken: BTreeSet<String> = MODULE_CONSTANTS.iter().map(|name| (*name).to_owned()).collect();
        let nowhere = ColumnSpans::default();
        let columns = self.table.columns.iter().enumerate().map(|(at, column)| (at, column, field_name(column)));
        columns
            .filter(|(_, _, name)| taken.insert(name.clone()))
            .enumerate()
            .map(|(place, (at, column, name))| {
                let spans = self.spans.columns.get(at).unwrap_or(&nowhere);
                let name = ident(&name, self.source.span(spans.name));
                let (ty, ty_in_module) = match rust_type::named(column, spans.rust_type, self.source) {
                    Some(ty) => {
                        // A path means another thing inside of the table's module: it goes by an alias.
                        let alias = format_ident!("__{}_{}", self.module, place, span = Span::call_site());
                        aliases.extend(quote! {
                            #[doc(hidden)]
                            #[allow(non_camel_case_types, dead_code)]
                            pub type #alias = #ty;
                        });
                        (ty, quote!(super::#alias))
                    }
                    None => {
                        let ty = rust_type::plain(&column.ty);
                        (ty.clone(), ty)
                    }
                };
                let nullable = |ty: TokenStream| {
                    if column.nullable { quote!(::core::option::Option<#ty>) } else { ty }
                };
                let sql = format!(" {}", docs::column(self.table, column));
                let said = &column.docs;
                let blank = (!said.is_empty()).then(|| quote! { #[doc = ""] });
                let docs = quote! { #(#[doc = #said])* #blank #[doc = #sql] };
                let (ty, ty_in_module) = (nullable(ty), nullable(ty_in_module));
                Field { column, place, name, ty, ty_in_module, docs }
            })
            .collect()
    }

    /// The columns of the primary key, as many of them as there are.
    fn key<'b>(&self, fields: &'b [Field<'a>]) -> Vec<&'b Field<'a>> {
        let names = self.table.primary_key.iter().flat_map(|key| &key.columns);
        names.filter_map(|name| fields.iter().find(|field| field.column.name.same(name))).collect()
    }

    /// What the run time has to know of a column: the flags of `TableInfo`.
    fn flags(&self, column: &Column) -> u8 {
        let is_rowid = rowid_alias(self.table).is_some_and(|alias| alias.name == column.name);
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        flag(column.generated.is_some(), 1)
            | flag(column.nullable, 1 << 1)
            | flag(column.ty == Type::SmallInt, 1 << 2)
            | flag(column.default.is_some() || is_rowid, 1 << 3)
    }
}
