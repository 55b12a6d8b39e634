//! The items of the tables: a struct and a module each.
//!
//! A thousand tables have to stay cheap to compile: no code, but constants of one generic type, and the
//! one `impl` that `#[derive(Table)]` makes.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use schema_core::dialect::sqlite::rowid_alias;
use schema_core::model::{Column, Table, Type};
use schema_core::syntax::{ColumnSpans, Declaration, TableSpans};

use super::names::{self, Taken};
use super::source::Source;
use super::{docs, rust_type};

/// Every table that has a name, sound or not.
pub(super) fn emit(declaration: &Declaration, source: &Source) -> TokenStream {
    let Declaration { model, spans, .. } = declaration;
    let mut structs = Taken::default();
    let mut modules = Taken::default();
    // A table that is declared twice is a fault already, and no second struct.
    let mut seen = BTreeSet::new();
    let nowhere = TableSpans::default();
    let tables = model.tables.iter().enumerate().filter(|(_, table)| seen.insert(&table.name));
    tables
        .map(|(place, table)| {
            let spans = spans.tables.get(place).unwrap_or(&nowhere);
            let at_name = source.span(spans.name);
            let module = names::snake(table.name.as_str(), at_name, &mut modules);
            let row = match &table.rust_name {
                Some(name) => {
                    names::given(name, spans.rust_name.map_or(at_name, |span| source.span(span)), &mut structs)
                }
                None => names::camel(table.name.as_str(), at_name, &mut structs),
            };
            Emitter { table, spans, source, row, module }.emit()
        })
        .collect()
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
    doc: String,
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
        let struct_fields = fields.iter().map(|Field { column, name, ty, doc, .. }| {
            let docs = if column.docs.is_empty() { std::slice::from_ref(doc) } else { &column.docs };
            quote! { #(#[doc = #docs])* pub #name: #ty, }
        });
        let constants = fields.iter().map(|Field { place, name, ty_in_module, doc, .. }| {
            let place = Literal::usize_unsuffixed(*place);
            quote! {
                #[doc = #doc]
                pub const #name: ::frostline::Column<Row, #ty_in_module> = ::frostline::Column::new(&TABLE, #place);
            }
        });
        let columns = fields.iter().map(|field| {
            let (name, flags) = (field.column.name.as_str(), Literal::u8_unsuffixed(self.flags(field.column)));
            quote! { (#name, #flags) }
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
            #[doc = #module_doc]
            #[allow(dead_code, non_snake_case, non_upper_case_globals)]
            pub mod #module {
                #[doc = " The table."]
                pub static TABLE: ::frostline::TableInfo =
                    ::frostline::TableInfo::new(#name, &[#(#columns),*], &[#(#key_places),*]);
                #[doc = " The struct that holds a row of it."]
                pub type Row = super::#row;
                #[doc = " The type of its primary key."]
                pub type Key = #key_type;
                #(#constants)*
            }
        }
    }

    /// The columns, each name once; a second one of a name is a fault already.
    fn fields(&self, aliases: &mut TokenStream) -> Vec<Field<'a>> {
        let mut taken = Taken::with(&["TABLE"]);
        let mut seen = BTreeSet::new();
        let nowhere = ColumnSpans::default();
        let columns = self.table.columns.iter().enumerate().filter(|(_, column)| seen.insert(&column.name));
        columns
            .enumerate()
            .map(|(place, (at, column))| {
                let spans = self.spans.columns.get(at).unwrap_or(&nowhere);
                let name = names::snake(column.name.as_str(), self.source.span(spans.name), &mut taken);
                let (ty, ty_in_module) = match rust_type::named(column, spans.rust_type, self.source) {
                    Some(ty) => {
                        // A path means another thing inside of the table's module: it goes by an alias.
                        let alias = format_ident!("__{}_{}", self.module, name, span = Span::call_site());
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
                Field {
                    column,
                    place,
                    name,
                    ty: nullable(ty),
                    ty_in_module: nullable(ty_in_module),
                    doc: format!(" {}", docs::column(self.table, column)),
                }
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
