//! The embedded history: static data, not code.

use std::path::Path;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use schema_core::dialect::Dialect;
use schema_core::history::{Judgement, Revision};

use super::from_package;
use super::source::Source;

/// `HISTORY`, `upgrade` and what makes cargo look again when a file of the history changes.
///
/// A history that is not sound is not embedded: its fault shall be the only error.
pub(super) fn emit(judgement: &Judgement, source: &Source, package: &Path) -> TokenStream {
    let loaded = &judgement.loaded;
    let (name, declaration) = (&loaded.history.name, &loaded.history.declaration);
    let is_sound = judgement.is_sound();
    let embedded: &[Revision<'_>] = if is_sound { &loaded.history.revisions } else { &[] };
    let revisions = embedded.iter().map(|revision| {
        let folder = package.join(judgement.declaration.settings.revisions()).join(&*revision.name);
        let text = |file: &str, text: &str| {
            if loaded.crlf { quote!(#text) } else { include(&quote!(include_str), &folder.join(file), package) }
        };
        let Revision { name, identity, snapshot, scripts } = revision;
        let identity = Literal::byte_string(&identity.0);
        let snapshot = text("snapshot.schema", snapshot);
        let scripts = scripts.iter().map(|script| {
            let word = script.dialect.word();
            let dialect = match script.dialect {
                Dialect::Sqlite => quote!(Sqlite),
                _ => return TokenStream::new(),
            };
            let up = text(&format!("{word}.up.sql"), &script.up);
            let down = text(&format!("{word}.down.sql"), &script.down);
            quote! {
                private::Script {
                    dialect: private::Dialect::#dialect,
                    up: private::Cow::Borrowed(#up),
                    down: private::Cow::Borrowed(#down),
                }
            }
        });
        quote! {
            private::Revision {
                name: private::Cow::Borrowed(#name),
                identity: private::Identity(*#identity),
                snapshot: private::Cow::Borrowed(#snapshot),
                scripts: private::Cow::Borrowed(&[#(#scripts),*]),
            }
        }
    });
    let mut watched: Vec<&Path> = loaded.files.iter().map(|file| &**file).collect();
    if is_sound && !loaded.crlf {
        // The revisions are watched by being embedded.
        watched.truncate(1);
    }
    if let Source::File { path, .. } = source {
        watched.push(path);
    }
    let watched = watched.into_iter().map(|path| include(&quote!(include_bytes), path, package));
    quote! {
        const _: &[&[u8]] = &[#(#watched),*];

        #[doc = " The frozen revisions, oldest first."]
        #[allow(dead_code)]
        pub static HISTORY: ::frostline::History<'static> = {
            use ::frostline::__private as private;
            private::History {
                name: private::Cow::Borrowed(#name),
                revisions: private::Cow::Borrowed(&[#(#revisions),*]),
                declaration: private::Cow::Borrowed(#declaration),
            }
        };

        #[doc = " Brings a database to the newest revision, from whichever it is at."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " When the database is of another history or newer than the program, or when SQLite fails. The"]
        #[doc = " database is as it was then."]
        #[allow(dead_code)]
        pub fn upgrade(
            connection: &mut ::frostline::rusqlite::Connection,
        ) -> ::core::result::Result<::frostline::Report, ::frostline::Error> {
            ::frostline::Upgrade::new(&HISTORY).run(connection)
        }
    }
}

/// `include_str!` or `include_bytes!` of a file, by its path from the package: no path of the machine
/// that builds gets into the program.
fn include(which: &TokenStream, path: &Path, package: &Path) -> TokenStream {
    match from_package(path, package) {
        Some(path) => {
            let path = format!("/{path}");
            quote! { ::core::#which!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #path)) }
        }
        None => {
            let path = path.to_string_lossy();
            quote! { ::core::#which!(#path) }
        }
    }
}
