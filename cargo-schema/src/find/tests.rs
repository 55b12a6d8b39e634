//! The walk, on small projects that each test writes.

use std::fs;
use std::path::Path;

use super::metadata::Workspace;
use super::module_tree::Walk;

/// Writes files into a new folder: a path and a text each.
fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn walk(folder: &Path) -> Walk {
    let mut walk = Walk::default();
    walk.follow("app", &folder.join("lib.rs"));
    walk
}

/// The modules in which a declaration was found, each with the first word between its brackets.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let folder = project(files);
    told(&walk(folder.path()))
}

fn told(walk: &Walk) -> Vec<String> {
    let first = |tokens: &proc_macro2::TokenStream| tokens.clone().into_iter().next().map(|token| token.to_string());
    walk.invocations.iter().map(|it| format!("{} {}", it.module, first(&it.tokens).unwrap_or_default())).collect()
}

#[test]
fn a_macro_is_known_by_the_last_part_of_its_path() {
    let text = "schema! { a }\nfrostline::schema!(b);\n::frostline::schema![c];\nother! { schema }\nschema::other! {}";
    assert_eq!(found(&[("lib.rs", text)]), ["app a", "app b", "app c"]);
}

#[test]
fn macro_rules_of_that_name_are_no_declaration() {
    assert_eq!(found(&[("lib.rs", "macro_rules! schema { () => {} }")]), Vec::<String>::new());
}

#[test]
fn inside_a_function_counts() {
    assert_eq!(found(&[("lib.rs", "fn f() { frostline::schema! { a } let x = 1; }")]), ["app a"]);
}

#[test]
fn inline_modules_nest() {
    let text = "mod a { pub mod b { schema! { x } mod c; } schema! { y } }\nschema! { z }";
    let files = [("lib.rs", text), ("a/b/c.rs", "schema! { w }")];
    assert_eq!(found(&files), ["app::a::b x", "app::a::b::c w", "app::a y", "app z"]);
}

#[test]
fn both_layouts_of_files_are_followed() {
    let files = [
        ("lib.rs", "mod old; mod new; mod r#type;"),
        ("old/mod.rs", "mod child;"),
        ("old/child.rs", "schema! { a }"),
        ("new.rs", "mod child;"),
        ("new/child.rs", "mod grandchild;"),
        ("new/child/grandchild/mod.rs", "schema! { b }"),
        ("type.rs", "schema! { c }"),
    ];
    assert_eq!(found(&files), ["app::old::child a", "app::new::child::grandchild b", "app::type c"]);
}

#[test]
fn a_file_of_no_module_is_not_read() {
    assert_eq!(found(&[("lib.rs", "mod a;"), ("a.rs", ""), ("b.rs", "schema! { a }")]), Vec::<String>::new());
}

#[test]
fn a_path_attribute_is_relative_to_the_file() {
    let files = [
        ("lib.rs", "mod a;"),
        ("a.rs", "#[path = \"elsewhere/b.rs\"] mod b;"),
        // A file that is named so has its own modules beside it.
        ("elsewhere/b.rs", "mod c; schema! { b }"),
        ("elsewhere/c.rs", "schema! { c }"),
        ("a/elsewhere/b.rs", "schema! { wrong }"),
        ("elsewhere/b/c.rs", "schema! { wrong }"),
    ];
    assert_eq!(found(&files), ["app::a::b::c c", "app::a::b b"]);
}

#[test]
fn a_path_attribute_in_an_inline_module_is_relative_to_its_folder() {
    let files = [
        ("lib.rs", "mod a { #[path = \"x.rs\"] mod b; } mod m;"),
        ("a/x.rs", "schema! { a }"),
        ("m.rs", "mod inner { #[path = \"y.rs\"] mod b; }"),
        ("m/inner/y.rs", "schema! { b }"),
    ];
    assert_eq!(found(&files), ["app::a::b a", "app::m::inner::b b"]);
}

#[test]
fn a_path_attribute_on_an_inline_module_names_its_folder() {
    let files = [("lib.rs", "#[path = \"other\"] mod a { mod b; }"), ("other/b.rs", "schema! { a }")];
    assert_eq!(found(&files), ["app::a::b a"]);
}

#[test]
fn conditions_are_taken_for_met() {
    let text = "#[cfg(feature = \"db\")] mod a;
        #[cfg(windows)] mod nowhere;
        #[cfg_attr(windows, path = \"windows.rs\")] #[cfg_attr(not(windows), path = \"unix.rs\")] mod b;
        #[cfg_attr(windows, path = \"nowhere.rs\")] mod c;";
    let files = [
        ("lib.rs", text),
        ("a.rs", "schema! { a }"),
        ("windows.rs", "schema! { w }"),
        ("unix.rs", "schema! { u }"),
        ("c.rs", "schema! { c }"),
    ];
    let folder = project(&files);
    let walk = walk(folder.path());
    assert_eq!(told(&walk), ["app::a a", "app::b w", "app::b u", "app::c c"]);
    assert_eq!(walk.troubles, Vec::<String>::new());
}

#[test]
fn a_file_of_two_crates_is_found_once() {
    let folder = project(&[("lib.rs", "mod db;"), ("main.rs", "mod db; schema! { m }"), ("db.rs", "schema! { a }")]);
    let mut walk = walk(folder.path());
    walk.follow("app", &folder.path().join("main.rs"));
    assert_eq!(told(&walk), ["app::db a", "app m"]);
}

#[test]
fn modules_that_name_each_other_end() {
    let files =
        [("lib.rs", "#[path = \"lib.rs\"] mod again; mod a; schema! { x }"), ("a.rs", "#[path = \"a.rs\"] mod a;")];
    assert_eq!(found(&files), ["app x"]);
}

#[test]
fn a_file_that_is_not_rust_is_searched_by_its_tokens() {
    let folder = project(&[("lib.rs", "mod inner { schema! { a } }\nfn f() { let = ; }\n")]);
    let walk = walk(folder.path());
    assert_eq!(told(&walk), ["app a"]);
    assert!(walk.troubles[0].contains("is not Rust at line 2"), "{:?}", walk.troubles);
}

#[test]
fn a_lost_file_is_told() {
    let folder = project(&[("lib.rs", "mod a;")]);
    let walk = walk(folder.path());
    assert!(walk.troubles[0].starts_with("module `app::a` has no file"), "{:?}", walk.troubles);
}

#[test]
fn the_name_of_the_macro_has_its_bytes() {
    for before in ["", "\u{feff}", "#!/usr/bin/env run\n", "\u{feff}#!/bin/x\r\n// ü\r\n"] {
        let text = format!("{before}const Ü: &str = \"ü\";\r\nfrostline::schema! {{ a }}\r\n");
        let folder = project(&[("lib.rs", &text)]);
        let walk = walk(folder.path());
        assert_eq!(&text[walk.invocations[0].name.clone()], "schema", "{before:?}");
    }
}

const PACKAGE: &str = "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

fn package(name: &str) -> String {
    PACKAGE.replace("NAME", name)
}

#[test]
fn a_virtual_workspace_has_its_members() {
    let folder = project(&[
        ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"b\", \"deep/a\"]\n"),
        ("b/Cargo.toml", &package("b")),
        ("b/src/lib.rs", ""),
        ("b/src/bin/tool.rs", "fn main() {}"),
        ("deep/a/Cargo.toml", &package("a")),
        ("deep/a/src/main.rs", "fn main() {}"),
        ("deep/a/build.rs", "fn main() {}"),
    ]);
    let workspace = Workspace::of(folder.path(), None).unwrap();
    let names: Vec<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(workspace.current().is_none());
    let files = |name: &str| -> Vec<String> {
        let package = workspace.named(name).unwrap();
        package.roots.iter().map(|root| root.file.file_name().unwrap().to_string_lossy().into_owned()).collect()
    };
    // A build script is no crate of the schema's.
    assert_eq!(files("a"), ["main.rs"]);
    assert_eq!(files("b"), ["lib.rs", "tool.rs"]);
    let inside = Workspace::of(&folder.path().join("deep/a/src"), None).unwrap();
    assert_eq!(inside.current().unwrap().name, "a");
    let by_manifest = Workspace::of(folder.path(), Some(Path::new("b/Cargo.toml"))).unwrap();
    assert_eq!(by_manifest.current().unwrap().name, "b");
    assert!(workspace.named("c").unwrap_err().to_string().contains("it has `a`, `b`"));
}

#[test]
fn a_package_whose_dependencies_are_missing_is_read() {
    let manifest = format!("{}[dependencies]\nfrostline = {{ path = \"../nowhere\" }}\n", package("app"));
    let folder = project(&[("Cargo.toml", &manifest), ("src/lib.rs", "")]);
    let workspace = Workspace::of(folder.path(), None).unwrap();
    assert_eq!(workspace.packages.len(), 1);
    assert!(!folder.path().join("Cargo.lock").exists());
}

#[test]
fn a_folder_without_a_project_is_no_panic() {
    let folder = project(&[]);
    let error = Workspace::of(folder.path(), None).unwrap_err();
    assert!(error.to_string().contains("run the command inside a package"), "{error}");
    assert_eq!(error.code(), 2);
}
