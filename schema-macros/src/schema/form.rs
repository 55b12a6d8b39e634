//! The struct of a table's `New…` form: what an insert has to say, and what it may.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use schema_core::dialect::sqlite::rowid_alias;
use syn::Generics;
use syn::ext::IdentExt as _;

use super::table::{Emitter, Field};

impl Emitter<'_> {
    /// Each column that the database does not compute: plain where an insert has to say it, an `Option`
    /// where the database can fill it in.
    pub(super) fn form(&self, fields: &[Field<'_>]) -> TokenStream {
        let Some(form) = &self.form else { return TokenStream::new() };
        let (at, row, module, table) = (self.at, &self.row, &self.module, self.table);
        let rowid = rowid_alias(table).map(|column| &column.name);
        let fields: Vec<(&Field<'_>, bool)> = fields
            .iter()
            .filter(|field| field.column.generated.is_none())
            .map(|field| {
                let column = field.column;
                (field, column.nullable || column.default.is_some() || rowid == Some(&column.name))
            })
            .collect();
        if fields.is_empty() {
            return TokenStream::new();
        }
        let names: Vec<&Ident> = fields.iter().map(|(field, _)| &field.name).collect();
        let declared = fields.iter().map(|(Field { name, plain, docs, .. }, optional)| {
            if *optional {
                quote_spanned! {at=> #docs pub #name: ::core::option::Option<#plain>, }
            } else {
                quote_spanned! {at=> #docs pub #name: #plain, }
            }
        });
        let (mut parameters, mut values) = (TokenStream::new(), TokenStream::new());
        for (Field { name, plain, .. }, optional) in &fields {
            if *optional {
                values.extend(quote_spanned! {at=> #name: ::core::option::Option::None, });
            } else {
                parameters.extend(quote_spanned! {at=> #name: #plain, });
                values.extend(quote_spanned! {at=> #name, });
            }
        }
        let doc = self.text(&format!(
            " A row of the table `{}` to be inserted: a [`{row}`] in which `None` leaves a column to the database.",
            table.name
        ));
        let columns: Vec<_> = names.iter().map(|name| crate::table::Column::of(name)).collect();
        let insert = crate::table::insertable(at, form, &Generics::default(), module, &columns, "form");
        let (allow, shown) = (self.allow(), self.text(&form.unraw().to_string()));
        // With a default for what an insert has to say, a forgotten column would be no error any more.
        let default = fields.iter().all(|(_, optional)| *optional).then(|| {
            quote_spanned! {at=>
                #[automatically_derived]
                impl ::core::default::Default for #form {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        });
        quote_spanned! {at=>
            #[doc = #doc]
            #allow
            pub struct #form { #(#declared)* }
            #[automatically_derived]
            impl ::core::fmt::Debug for #form {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::frostline::__private::show_form(f, #shown, self)
                }
            }
            #[automatically_derived]
            #allow
            impl ::core::clone::Clone for #form {
                fn clone(&self) -> Self {
                    Self { #(#names: ::core::clone::Clone::clone(&self.#names)),* }
                }
            }
            #[automatically_derived]
            #allow
            impl ::core::cmp::PartialEq for #form {
                fn eq(&self, other: &Self) -> bool {
                    ::frostline::__private::same_form(self, other)
                }
            }
            #default
            #allow
            impl #form {
                /// The columns that the database cannot fill in; all others are left to it.
                pub fn new(#parameters) -> Self {
                    Self { #values }
                }
            }
            #allow
            #insert
        }
    }
}
