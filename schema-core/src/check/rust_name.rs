//! No two things become one in Rust.

use std::collections::BTreeMap;

use super::context::{Context, Faults, TableView};
use crate::model::rust_names::{ENUM_ITEMS, enum_name, field_name, module_name, struct_name, variant_name};
use crate::model::{Enum, RustType};
use crate::syntax::EnumSpans;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    // Structs, enums and modules share Rust's namespace of types.
    let mut types: BTreeMap<String, String> = BTreeMap::new();
    for view in context.tables() {
        let table = &view.table.name;
        fields(view, faults);
        // A second table of the same name has a rule of its own.
        if !context.table(table).is_some_and(|first| std::ptr::eq(first, view)) {
            continue;
        }
        let structure = struct_name(view.table);
        let module = module_name(view.table);
        if let Some(other) = types.insert(structure.clone(), format!("the struct of table `{table}`")) {
            let span = view.spans.and_then(|spans| spans.rust_name).or(view.name_span());
            let message = format!(
                "the struct of table `{table}` is `{structure}`, and so is {other}; name one otherwise with `as`"
            );
            faults.add(span, message);
        }
        let own = module == structure;
        if let Some(other) = types.insert(module.clone(), format!("the module of table `{table}`")) {
            let other = if own { "its struct" } else { &other };
            let remedy = if own { "name the struct otherwise with `as`" } else { "rename one" };
            let message = format!("the module of table `{table}` is `{module}`, and so is {other}; {remedy}");
            faults.add(view.name_span(), message);
        }
    }
    for (declared, spans) in context.enums() {
        variants(declared, spans, faults);
        let name = &declared.name;
        let in_rust = enum_name(declared);
        // A second enum of the same name has a rule of its own.
        if !context.model.enum_named(name).is_some_and(|first| std::ptr::eq(first, declared)) {
            continue;
        }
        if let Some(other) = types.insert(in_rust.clone(), format!("the Rust enum of enum `{name}`")) {
            let span = spans.map(|spans| spans.rust_name.unwrap_or(spans.name));
            let message = format!(
                "the Rust enum of enum `{name}` is `{in_rust}`, and so is {other}; name one otherwise with `as`"
            );
            faults.add(span, message);
        }
    }
    new_types(context, &mut types, faults);
}

/// The types that columns make are among those of the tables.
fn new_types(context: &Context<'_>, types: &mut BTreeMap<String, String>, faults: &mut Faults) {
    let mut made: BTreeMap<&str, String> = BTreeMap::new();
    for view in context.tables() {
        for (column, spans) in view.columns() {
            let Some(RustType::New(name)) = &column.rust_type else { continue };
            let name = name.strip_prefix("r#").unwrap_or(name);
            let place = format!("{}.{}", view.table.name, column.name);
            let span = spans.and_then(|spans| spans.rust_type);
            if let Some(first) = made.get(name) {
                let message = format!(
                    "`{name}` is made for column `{first}` already; write `as {name}` for `{place}` to be of that type"
                );
                faults.add(span, message);
                continue;
            }
            if let Some(other) = types.insert(name.to_owned(), format!("the type of column `{place}`")) {
                let message = format!("the type of column `{place}` is `{name}`, and so is {other}; name it otherwise");
                faults.add(span, message);
            }
            made.insert(name, place);
        }
    }
}

fn variants(declared: &Enum, spans: Option<&EnumSpans>, faults: &mut Faults) {
    let name = &declared.name;
    let mut variants: BTreeMap<String, &str> = BTreeMap::new();
    for (place, variant) in declared.variants.iter().enumerate() {
        let spans = spans.and_then(|spans| spans.variants.get(place));
        let span = spans.map(|spans| spans.rust_name.unwrap_or(spans.text));
        let text = variant.text.as_str();
        let in_rust = variant_name(variant);
        if ENUM_ITEMS.contains(&in_rust.as_str()) {
            let message = format!(
                "value `{text}` of enum `{name}` would be the variant `{in_rust}`, which the enum has already; name it \
                 otherwise with `as`"
            );
            faults.add(span, message);
        }
        if let Some(other) = variants.insert(in_rust.clone(), text)
            && other != text
        {
            let message = format!(
                "values `{other}` and `{text}` of enum `{name}` are both the variant `{in_rust}` in Rust; name one \
                 otherwise with `as`"
            );
            faults.add(span, message);
        }
    }
}

fn fields(view: &TableView<'_>, faults: &mut Faults) {
    let table = &view.table.name;
    let mut fields: BTreeMap<String, &str> = BTreeMap::new();
    for (column, spans) in view.columns() {
        let field = field_name(column);
        let span = spans.map(|spans| spans.name);
        let name = column.name.as_str();
        if let Some(other) = fields.insert(field.clone(), name)
            && !other.eq_ignore_ascii_case(name)
        {
            let message = format!(
                "columns `{other}` and `{name}` of table `{table}` are both the field `{field}` in Rust; rename one"
            );
            faults.add(span, message);
        }
    }
}
