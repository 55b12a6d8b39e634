//! What tables and columns are called in Rust.
//!
//! A name of the database may be any text; an identifier may not. What an identifier cannot hold
//! becomes `_`, a keyword becomes a raw identifier (`r#type`), and the four that cannot be raw get a
//! `_` at their end (`self_`), as does a column called `TABLE`, which is the name of the table's description.
//!
//! | of | is | example |
//! |---|---|---|
//! | a table | a struct: the name after `as`, else the table's in UpperCamelCase | `order_items`: `OrderItems` |
//! | a table | a module; in snake_case where the struct has the name already | `order items`: `order_items`; `OrderItem`: `order_item` |
//! | an enum | an enum: the name after `as`, else its own in UpperCamelCase | `bug_state`: `BugState` |
//! | a value of an enum | a variant: the name after `as`, else its text in UpperCamelCase | `in progress`: `InProgress` |
//! | a column | a field of the struct, a constant of the module | `type`: `r#type` |
//!
//! No singular is guessed: `products` is `Products` without an `as Product`.

use pest::unicode::{XID_CONTINUE, XID_START};

use super::{Column, Enum, Table, Variant};

/// What describes the table in its module. A column of that name gets a `_` at its end there.
const TABLE: &str = "TABLE";

/// What a Rust enum has beside its variants, so that none can have its name.
pub const ENUM_ITEMS: &[&str] = &["ALL", "as_str"];

/// The name of the struct that holds a row.
pub fn struct_name(table: &Table) -> String {
    match &table.rust_name {
        Some(name) => name.clone(),
        None => identifier(&upper_camel(table.name.as_str())),
    }
}

/// The name of the module that holds a table's columns. A table that is called as Rust calls types, such as
/// `OrderItem`, leaves that name to its struct.
pub fn module_name(table: &Table) -> String {
    let name = identifier(table.name.as_str());
    if name == struct_name(table) { identifier(&snake(table.name.as_str())) } else { name }
}

/// The name of the Rust enum.
pub fn enum_name(declared: &Enum) -> String {
    match &declared.rust_name {
        Some(name) => name.clone(),
        None => identifier(&upper_camel(declared.name.as_str())),
    }
}

/// The name of the variant of a value.
pub fn variant_name(variant: &Variant) -> String {
    match &variant.rust_name {
        Some(name) => name.clone(),
        None => identifier(&upper_camel(&variant.text)),
    }
}

/// The name of a column's field, and of its constant.
pub fn field_name(column: &Column) -> String {
    let mut name = identifier(column.name.as_str());
    if name == TABLE {
        name.push('_');
    }
    name
}

/// Any text as a Rust identifier.
pub fn identifier(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if XID_CONTINUE(c) { c } else { '_' };
        if name.is_empty() && c != '_' && !XID_START(c) {
            name.push('_');
        }
        name.push(c);
    }
    // `_` alone is a pattern, not a name.
    if name.is_empty() || name == "_" {
        name.push_str(if name.is_empty() { "__" } else { "_" });
    }
    if matches!(name.as_str(), "self" | "Self" | "super" | "crate") {
        name.push('_');
    } else if KEYWORDS.contains(&name.as_str()) {
        name.insert_str(0, "r#");
    }
    name
}

pub(crate) fn upper_camel(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for word in text.split(|c: char| c == '_' || !XID_CONTINUE(c)).filter(|word| !word.is_empty()) {
        // Two numbers side by side would become one.
        if name.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit()) {
            name.push('_');
        }
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            name.extend(first.to_uppercase());
        }
        name.push_str(chars.as_str());
    }
    name
}

/// `OrderItem` as `order_item`, `HTTPLog` as `http_log`.
fn snake(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut name = String::with_capacity(text.len() + 4);
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        // A word begins at the first capital after other letters, and at the last one of a row of capitals.
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase() || before.is_numeric() || after.is_some_and(|after| after.is_lowercase())
            })
            && before != Some(&'_');
        if begins {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

/// Rust's keywords of every edition, and those that it keeps for later.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers() {
        for (text, name) in [
            ("id", "id"),
            ("type", "r#type"),
            ("self", "self_"),
            ("crate", "crate_"),
            ("order items", "order_items"),
            ("2fa", "_2fa"),
            ("", "__"),
            ("_", "__"),
            ("größe", "größe"),
            ("a😀b", "a_b"),
            ("customerId", "customerId"),
        ] {
            assert_eq!(identifier(text), name, "{text}");
        }
    }

    #[test]
    fn a_module_leaves_its_name_to_the_struct() {
        for (text, name) in [
            ("products", "products"),
            ("orderItems", "orderItems"),
            ("Album", "album"),
            ("OrderItem", "order_item"),
            ("HTTPLog", "http_log"),
            ("Type", "r#type"),
            ("AspNetUsers2FA", "asp_net_users2_fa"),
            ("Order Details", "Order_Details"),
        ] {
            assert_eq!(module_name(&Table::new(text)), name, "{text}");
        }
        let mut named = Table::new("Album");
        named.rust_name = Some("Record".to_owned());
        assert_eq!(module_name(&named), "Album");
    }

    #[test]
    fn structs() {
        for (text, name) in [
            ("products", "Products"),
            ("order_items", "OrderItems"),
            ("order items", "OrderItems"),
            ("userGroups", "UserGroups"),
            ("a_1_2", "A1_2"),
            ("self", "Self_"),
            ("1st", "_1st"),
            ("___", "__"),
        ] {
            assert_eq!(struct_name(&Table::new(text)), name, "{text}");
        }
    }

    #[test]
    fn variants() {
        for (text, name) in [
            ("open", "Open"),
            ("in_progress", "InProgress"),
            ("in progress", "InProgress"),
            ("won't fix", "WonTFix"),
            ("self", "Self_"),
            ("404", "_404"),
            ("", "__"),
        ] {
            assert_eq!(variant_name(&Variant::new(text)), name, "{text}");
        }
        let named = Variant { rust_name: Some("WontFix".to_owned()), ..Variant::new("won't fix") };
        assert_eq!(variant_name(&named), "WontFix");
    }
}
