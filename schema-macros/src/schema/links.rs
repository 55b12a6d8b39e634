//! The constants of a table's references and uniques.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote_spanned;
use schema_core::model::rust_names::identifier;
use schema_core::model::{ForeignKey, IndexKey, Name, Table};

use super::table::{Emitter, Field, columns, ident};

impl Emitter<'_> {
    pub(super) fn links(&self, fields: &[Field<'_>]) -> TokenStream {
        // A column has its name, whatever else would have it.
        let mut taken: BTreeSet<String> = columns(self.table).map(|(_, _, name)| name).collect();
        let mut links = TokenStream::new();
        for key in &self.table.foreign_keys {
            links.extend(self.reference(key, fields, &mut taken));
        }
        for unique in uniques(self.table) {
            links.extend(self.unique(&unique, fields, &mut taken));
        }
        links
    }

    /// `by_product_id: Reference<Test, Product>`
    fn reference(&self, key: &ForeignKey, fields: &[Field<'_>], taken: &mut BTreeSet<String>) -> Option<TokenStream> {
        let at = self.at;
        // What is referred to, and is not there, is a fault already.
        let (target, module) = self.modules.iter().find(|(table, _)| table.name.same(&key.table))?;
        if key.columns.is_empty() || key.columns.len() != key.references.len() {
            return None;
        }
        let mut pairs = Vec::new();
        for (from, to) in key.columns.iter().zip(&key.references) {
            let (_, from) = self.placed(from, fields)?;
            let to = columns(target).position(|(_, column, _)| column.name.same(to))?;
            let (from, to) = (self.number(from), self.number(to));
            pairs.push(quote_spanned! {at=> (#from, #to) });
        }
        let name = free(&format!("by_{}", joined(&key.columns)), &format!("_to_{}", key.table), taken);
        let (name, module) = (ident(&name, at), ident(module, at));
        let doc = self.text(&format!(
            " `{} ({})` references `{} ({})`.",
            self.table.name,
            listed(&key.columns),
            key.table,
            listed(&key.references)
        ));
        if std::ptr::eq(*target, self.table) {
            return Some(quote_spanned! {at=>
                #[doc = #doc]
                pub const #name: ::frostline::SelfReference<Row> =
                    ::frostline::SelfReference::new(&TABLE, &[#(#pairs),*]);
            });
        }
        Some(quote_spanned! {at=>
            #[doc = #doc]
            pub const #name: ::frostline::Reference<Row, super::#module::Row> =
                ::frostline::Reference::new(&TABLE, &super::#module::TABLE, &[#(#pairs),*]);
        })
    }

    /// `unique_email: Unique<User, String>`
    fn unique(
        &self,
        unique: &[UniqueColumn],
        fields: &[Field<'_>],
        taken: &mut BTreeSet<String>,
    ) -> Option<TokenStream> {
        let at = self.at;
        let names: Vec<Name> = unique.iter().map(|(name, _)| name.clone()).collect();
        let names = names.as_slice();
        let placed = names.iter().map(|name| self.placed(name, fields)).collect::<Option<Vec<_>>>()?;
        let places = placed.iter().map(|(_, place)| self.number(*place));
        let types = placed.iter().map(|(field, _)| &field.plain_in_module);
        let key = match placed.as_slice() {
            [(one, _)] => one.plain_in_module.clone(),
            _ => quote_spanned! {at=> (#(#types),*) },
        };
        let name = ident(&free(&format!("unique_{}", joined(names)), "_", taken), at);
        let doc = self.text(&format!(" No two rows of `{}` have the same `{}`.", self.table.name, listed(names)));
        let made = if unique.iter().any(|(_, collation)| collation.is_some()) {
            let collations = unique.iter().map(|(_, name)| self.text(name.as_ref().map_or("", Name::as_str)));
            quote_spanned! {at=> collated(&TABLE, &[#(#places),*], &[#(#collations),*]) }
        } else {
            quote_spanned! {at=> new(&TABLE, &[#(#places),*]) }
        };
        Some(quote_spanned! {at=>
            #[doc = #doc]
            pub const #name: ::frostline::Unique<Row, #key> = ::frostline::Unique::#made;
        })
    }

    /// The field of a column, and its place.
    fn placed<'f, 'a>(&self, name: &Name, fields: &'f [Field<'a>]) -> Option<(&'f Field<'a>, usize)> {
        fields.iter().find(|field| field.column.name.same(name)).map(|field| (field, field.place))
    }
}

/// A unique's column, and the collation by which it compares if that is not by bytes, or not the column's own.
type UniqueColumn = (Name, Option<Name>);

/// By which collation a key or a unique compares a column, of what it says: if that is not by bytes, or not the
/// column's own.
pub(super) fn compared<'a>(table: &'a Table, name: &Name, said: Option<&'a Name>) -> Option<&'a Name> {
    let own = || table.column_named(name).and_then(|column| column.collation.as_ref());
    // Bytes are compared wherever nothing is said.
    let is_binary = |name: &Name| name.as_str().eq_ignore_ascii_case("binary");
    match said {
        Some(said) => Some(said).filter(|said| !is_binary(said) || own().is_some_and(|own| !is_binary(own))),
        None => own().filter(|own| !is_binary(own)),
    }
}

/// The columns of each unique that holds for all rows: of constraints, and of indexes of columns alone.
fn uniques(table: &Table) -> Vec<Vec<UniqueColumn>> {
    let compared = |name: &Name, collation: Option<&Name>| (name.clone(), compared(table, name, collation).cloned());
    let constraints = table.uniques.iter().map(|unique| {
        let columns = unique.columns.iter().map(|column| compared(&column.name, column.collation.as_ref()));
        columns.collect()
    });
    let indexes = table.indexes.iter().filter(|index| index.unique && index.filter.is_none()).filter_map(|index| {
        let columns = index.parts.iter().map(|part| match &part.key {
            IndexKey::Column(name) => Some(compared(name, part.collation.as_ref())),
            IndexKey::Expr(_) => None,
        });
        columns.collect::<Option<Vec<_>>>()
    });
    let mut uniques: Vec<Vec<UniqueColumn>> = Vec::new();
    for unique in constraints.chain(indexes) {
        if !unique.is_empty() && !uniques.contains(&unique) {
            uniques.push(unique);
        }
    }
    uniques
}

/// The first of a name, the name with more at its end, and that with `_` after it, that is free.
fn free(name: &str, more: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = identifier(name);
    if taken.contains(&name) {
        name = identifier(&format!("{name}{more}"));
    }
    while taken.contains(&name) {
        name.push('_');
    }
    taken.insert(name.clone());
    name
}

fn joined(names: &[Name]) -> String {
    names.iter().map(Name::as_str).collect::<Vec<_>>().join("_")
}

fn listed(names: &[Name]) -> String {
    names.iter().map(Name::as_str).collect::<Vec<_>>().join(", ")
}
