//! The struct of a table's `New…` form: what an insert has to say, and what it may.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use schema_core::dialect::sqlite::rowid_alias;
use syn::Generics;
use syn::ext::IdentExt as _;

use super::table::{Emitter, Field};

impl Emitter<'_> {
    /// Each column that the database does not compute: plain where an insert has to say it, an `Option`
    /// where the database can fill it in. The second part are its implementations.
    pub(super) fn form(&self, fields: &[Field<'_>]) -> Option<(TokenStream, TokenStream)> {
        let form = self.form.as_ref()?;
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
            return None;
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
                values.extend(quote_spanned! {at=> #name: __None, });
            } else {
                parameters.extend(quote_spanned! {at=> #name: #plain, });
                values.extend(quote_spanned! {at=> #name, });
            }
        }
        let doc = self.text(&format!(
            " A row of the table `{}` to be inserted: a [`{row}`] in which `None` leaves a column to the database.",
            table.name
        ));
        let columns: Vec<_> = fields.iter().map(|(field, optional)| self.mapped(field, *optional)).collect();
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
        let declared = quote_spanned! {at=>
            #[doc = #doc]
            #allow
            pub struct #form { #(#declared)* }
        };
        let impls = quote_spanned! {at=>
            #[automatically_derived]
            impl ::core::fmt::Debug for #form {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::frostline::__private::show_form(f, #shown, self)
                }
            }
            #[automatically_derived]
            impl __Clone for #form {
                fn clone(&self) -> Self {
                    Self { #(#names: __Clone::clone(&self.#names)),* }
                }
            }
            #[automatically_derived]
            impl ::core::cmp::PartialEq for #form {
                fn eq(&self, other: &Self) -> bool {
                    ::frostline::__private::same_form(self, other)
                }
            }
            #default
            impl #form {
                /// The columns that the database cannot fill in; all others are left to it.
                pub fn new(#parameters) -> Self {
                    Self { #values }
                }
            }
            #insert
        };
        Some((declared, impls))
    }
}
