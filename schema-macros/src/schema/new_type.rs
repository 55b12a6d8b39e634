//! The types that columns make: `as new ProductId`.
//!
//! Written out, and by no macro of the run time's: an expansion within the expansion of `schema!` would be
//! another one after every edit of any table (see `table.rs`). Each function is `#[inline]`, so that one that
//! nothing calls is no machine code.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use schema_core::model::{Column, Type};
use syn::ext::IdentExt as _;

use super::rust_type::{Rust, of};
use super::table::Emitter;
use super::{docs, rust_type};

impl Emitter<'_> {
    /// The type and what it can do, which is what the type in it can.
    pub(super) fn new_type(&self, name: &Ident, column: &Column) -> TokenStream {
        let at = self.at;
        let inner = rust_type::plain(&column.ty, at);
        let shown = self.text(&name.unraw().to_string());
        let place = format!("{}.{}", self.table.name, column.name);
        let said = column.docs.iter().map(|line| self.text(line));
        let said = quote_spanned! {at=> #(#[doc = #said])* };
        let summary = self.text(&format!(" A value of `{place}`, and of what references it."));
        let sql = self.text(&format!(" {}", docs::column(self.table, column)));
        let blank = (!column.docs.is_empty()).then(|| quote_spanned! {at=> #[doc = ""] });
        let allow = self.allow();
        let more = more(self, name, &inner, &column.ty);
        quote_spanned! {at=>
            #said
            #blank
            #[doc = #summary]
            #[doc = ""]
            #[doc = #sql]
            #allow
            pub struct #name(pub #inner);
            #allow
            const _: () = {
                use ::frostline::rusqlite::types as sql;
                impl ::core::fmt::Debug for #name {
                    #[inline]
                    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.debug_tuple(#shown).field(&self.0).finish()
                    }
                }
                impl ::core::clone::Clone for #name {
                    #[inline]
                    fn clone(&self) -> Self {
                        Self(::core::clone::Clone::clone(&self.0))
                    }
                }
                impl ::core::cmp::PartialEq for #name {
                    #[inline]
                    fn eq(&self, other: &Self) -> bool {
                        self.0 == other.0
                    }
                }
                impl ::core::cmp::PartialOrd for #name {
                    #[inline]
                    fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                        ::core::cmp::PartialOrd::partial_cmp(&self.0, &other.0)
                    }
                }
                impl ::core::convert::From<#inner> for #name {
                    #[inline]
                    fn from(value: #inner) -> Self {
                        Self(value)
                    }
                }
                impl ::core::convert::From<#name> for #inner {
                    #[inline]
                    fn from(value: #name) -> Self {
                        value.0
                    }
                }
                impl sql::FromSql for #name {
                    #[inline]
                    fn column_result(value: sql::ValueRef<'_>) -> sql::FromSqlResult<Self> {
                        <#inner as sql::FromSql>::column_result(value).map(Self)
                    }
                }
                impl sql::ToSql for #name {
                    #[inline]
                    fn to_sql(&self) -> ::frostline::rusqlite::Result<sql::ToSqlOutput<'_>> {
                        sql::ToSql::to_sql(&self.0)
                    }
                }
                impl ::frostline::Holds<#inner> for #name {}
                impl ::frostline::Fits<#name> for #name {}
                #more
            };
        }
    }
}

/// What not every type can.
fn more(emitter: &Emitter<'_>, name: &Ident, inner: &TokenStream, ty: &Type) -> TokenStream {
    let at = emitter.at;
    let rust = of(ty);
    let mut more = TokenStream::new();
    if matches!(rust, Rust::I16 | Rust::I64 | Rust::F64 | Rust::Bool) {
        more.extend(quote_spanned! {at=> impl ::core::marker::Copy for #name {} });
    }
    if rust != Rust::F64 {
        more.extend(quote_spanned! {at=>
            impl ::core::cmp::Eq for #name {}
            impl ::core::cmp::Ord for #name {
                #[inline]
                fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                    ::core::cmp::Ord::cmp(&self.0, &other.0)
                }
            }
            impl ::core::hash::Hash for #name {
                #[inline]
                fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                    ::core::hash::Hash::hash(&self.0, state);
                }
            }
        });
    }
    if rust != Rust::Bytes {
        more.extend(quote_spanned! {at=>
            impl ::core::fmt::Display for #name {
                #[inline]
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::core::fmt::Display::fmt(&self.0, f)
                }
            }
        });
    }
    match rust {
        Rust::Text => more.extend(quote_spanned! {at=>
            impl ::core::convert::From<&str> for #name {
                #[inline]
                fn from(value: &str) -> Self {
                    Self(value.into())
                }
            }
            impl ::frostline::Text for #name {}
        }),
        // Amounts are summed to an amount; what would not fit into it is a plain number.
        Rust::I64 | Rust::F64 => more.extend(quote_spanned! {at=>
            impl ::frostline::Number for #name {
                type Sum = #name;
                type Mean = f64;
            }
        }),
        Rust::I16 => more.extend(quote_spanned! {at=>
            impl ::frostline::Number for #name {
                type Sum = i64;
                type Mean = f64;
            }
        }),
        Rust::Bool | Rust::Bytes | Rust::Value => {}
    }
    if cfg!(feature = "sea-query") {
        more.extend(quote_spanned! {at=>
            impl ::core::convert::From<#name> for ::frostline::sea_query::Value {
                #[inline]
                fn from(value: #name) -> Self {
                    ::core::convert::Into::into(value.0)
                }
            }
            impl ::frostline::sea_query::Nullable for #name {
                #[inline]
                fn null() -> ::frostline::sea_query::Value {
                    <#inner as ::frostline::sea_query::Nullable>::null()
                }
            }
        });
    }
    more
}
