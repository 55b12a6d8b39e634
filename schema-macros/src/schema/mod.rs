//! `schema!`: the declaration is read, judged and made into items.

mod docs;
mod enumeration;
mod form;
mod history;
mod links;
mod new_type;
mod report;
mod revisions;
mod rust_type;
mod source;
mod table;

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use schema_core::dialect::Dialect;
use schema_core::history::judge;

use self::source::Source;

/// The items of a declaration and one `compile_error!` a fault.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let Some(package) = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        return report::error_at_macro("the variable `CARGO_MANIFEST_DIR` is not set; build with cargo");
    };
    let source = match Source::read(input, &package) {
        Ok(source) => source,
        Err(error) => return error,
    };
    let judgement = judge(source.text(), &package, Dialect::ALL);
    let errors = judgement.faults.iter().map(|fault| report::error(fault, &source, &package));
    let tables = table::emit(&judgement.declaration.model, &judgement.declaration.spans, &source, false);
    let revisions = revisions::emit(&judgement, &source);
    let history = history::emit(&judgement, &source, &package);
    quote! {
        #(#errors)*
        #tables
        #history
        #revisions
    }
}

/// A path as messages and generated code say it: from the package's folder, with `/` on every system.
/// `None` when it is not inside of a path that starts there.
fn from_package(path: &Path, package: &Path) -> Option<String> {
    let path = path.strip_prefix(package).ok()?;
    Some(path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}
