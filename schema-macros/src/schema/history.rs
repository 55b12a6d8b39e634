//! The embedded history: static data, not code.

use std::path::Path;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use schema_core::dialect::Dialect;
use schema_core::history::{Judgement, Revision, checkpoint_file};

use super::source::Source;

/// `HISTORY`, `upgrade` and what makes cargo look again when a file of the history changes.
///
/// A history that is not sound is not embedded: its fault shall be the only error.
pub(super) fn emit(judgement: &Judgement, source: &Source, package: &Path) -> TokenStream {
    let loaded = &judgement.loaded;
    let (name, declaration) = (&loaded.history.name, &loaded.history.declaration);
    let is_sound = judgement.is_sound();
    let embedded: &[Revision<'_>] = if is_sound { &loaded.history.revisions } else { &[] };
    let mut scripts = Vec::new();
    let mut revisions = Vec::new();
    for revision in embedded {
        let folder = package.join(judgement.declaration.settings.revisions()).join(&*revision.name);
        let text = |file: &str, text: &str| {
            if loaded.crlf { quote!(#text) } else { include(&quote!(include_str), &folder.join(file)) }
        };
        let count = scripts.len();
        for script in revision.scripts.iter() {
            let word = script.dialect.word();
            let dialect = match script.dialect {
                Dialect::Sqlite => quote!(Sqlite),
                _ => continue,
            };
            let up = text(&format!("{word}.up.sql"), &script.up);
            let down = text(&format!("{word}.down.sql"), &script.down);
            scripts.push(quote! { (private::Dialect::#dialect, #up, #down) });
        }
        let (name, identity) = (&revision.name, Literal::byte_string(&revision.identity.0));
        let snapshot = text("snapshot.schema", &revision.snapshot);
        let own = Literal::usize_unsuffixed(scripts.len() - count);
        revisions.push(quote! { (#name, #identity, #snapshot, #own) });
    }
    let mut checkpoints = Vec::new();
    for checkpoint in loaded.history.checkpoints.iter().filter(|_| is_sound) {
        let Some(revision) = checkpoint.revisions.checked_sub(1).and_then(|last| embedded.get(last)) else { continue };
        let dialect = match checkpoint.dialect {
            Dialect::Sqlite => quote!(Sqlite),
            _ => continue,
        };
        let sql = if loaded.crlf {
            let sql = &checkpoint.sql;
            quote!(#sql)
        } else {
            let folder = package.join(judgement.declaration.settings.revisions()).join(&*revision.name);
            include(&quote!(include_str), &folder.join(checkpoint_file(checkpoint.dialect)))
        };
        let (revisions, identity) =
            (Literal::usize_unsuffixed(checkpoint.revisions), Literal::byte_string(&checkpoint.identity.0));
        checkpoints.push(quote! { (#revisions, #identity, private::Dialect::#dialect, #sql) });
    }
    let embedded_checkpoints = if checkpoints.is_empty() {
        quote!(&[])
    } else {
        let count = checkpoints.len();
        quote! {{
            static CHECKPOINTS: [private::Checkpoint<'static>; #count] =
                private::embedded_checkpoints(&[#(#checkpoints),*]);
            &CHECKPOINTS
        }}
    };
    let (script_count, revision_count) = (scripts.len(), revisions.len());
    let mut watched: Vec<&Path> = loaded.files.iter().map(|file| &**file).collect();
    if is_sound && !loaded.crlf {
        // The revisions are watched by being embedded.
        watched.truncate(1);
    }
    if let Source::File { path, .. } = source {
        watched.push(path);
    }
    let watched = watched.into_iter().map(|path| include(&quote!(include_bytes), path));
    quote! {
        const _: &[&[u8]] = &[#(#watched),*];

        #[doc = " The frozen revisions, oldest first."]
        #[allow(dead_code)]
        pub static HISTORY: ::frostline::History<'static> = {
            use ::frostline::__private as private;
            static SCRIPTS: [private::Script<'static>; #script_count] = private::embedded_scripts(&[#(#scripts),*]);
            static REVISIONS: [private::Revision<'static>; #revision_count] =
                private::embedded_revisions(&[#(#revisions),*], &SCRIPTS);
            private::History {
                name: private::Cow::Borrowed(#name),
                revisions: private::Cow::Borrowed(&REVISIONS),
                declaration: private::Cow::Borrowed(#declaration),
                checkpoints: private::Cow::Borrowed(#embedded_checkpoints),
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

/// `include_str!` or `include_bytes!` of a file. Its path, being the machine's, does not get into the
/// program.
fn include(which: &TokenStream, path: &Path) -> TokenStream {
    let path = path.to_string_lossy();
    quote! { ::core::#which!(#path) }
}
