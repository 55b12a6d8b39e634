use crate::support::{NOTES, Project, manifest};

fn macro_of(tables: &str) -> String {
    format!("frostline::schema! {{\n{tables}\n}}\n")
}

#[test]
fn a_virtual_workspace_has_one_declaration() {
    let project = Project::empty();
    project.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"app\", \"db/schemas\"]\n");
    project.write("app/Cargo.toml", &manifest("app"));
    project.write("app/src/main.rs", "fn main() {}\n");
    project.write("db/schemas/Cargo.toml", &manifest("schemas"));
    project.write("db/schemas/src/lib.rs", &macro_of(NOTES));
    project.well("snapshot -m baseline").says("db/schemas/revisions/0001_baseline/snapshot.schema");
    // Also from a package that has none, and from a folder in the one that has it.
    project.run_in("app/src", ["check"]).code(0).says("`schemas` is frozen");
    project.run_in("db/schemas/src", ["check"]).code(0).says("`schemas` is frozen");
    project.run(["check", "--manifest-path", "db/schemas/Cargo.toml"]).code(0);
    project.run(["check", "-p", "app"]).code(2).complains("package `app` has no `schema!`");
}

#[test]
fn a_declaration_in_a_binary_counts() {
    let project = Project::empty();
    project.write("Cargo.toml", &manifest("app"));
    project.write("src/main.rs", &format!("mod db;\nfn main() {{}}\n{}", ""));
    project.write("src/db/mod.rs", &format!("pub mod tables {{\n{}}}\n", macro_of(NOTES)));
    project.well("snapshot -m baseline");
    project.well("check").says("`app::db::tables` is frozen");
}

#[test]
fn a_path_attribute_is_followed() {
    let project = Project::empty();
    project.write("Cargo.toml", &format!("{}\n[lib]\npath = \"code/start.rs\"\n", manifest("app")));
    project.write("code/start.rs", "#[path = \"../shared/tables.rs\"]\nmod tables;\n");
    project.write("shared/tables.rs", &macro_of(NOTES));
    project.run(["check"]).code(1).complains("--> shared/tables.rs:1:12");
}

#[test]
fn a_schema_file_is_read_in_place_of_tokens() {
    let project = Project::empty();
    project.write("Cargo.toml", &manifest("app"));
    project.write("src/lib.rs", "frostline::schema!(\"db/cache.schema\");\n");
    project.run(["check"]).code(1).complains("`db/cache.schema` cannot be read").complains("--> src/lib.rs:1:12");
    project.write("db/cache.schema", &format!("#![revisions = \"db/revisions\"]\n\n{NOTES}\n"));
    project.well("snapshot -m baseline").says("db/revisions/0001_baseline/snapshot.schema");
    project.write(
        "db/cache.schema",
        &format!("#![revisions = \"db/revisions\"]\n\n{}\n", NOTES.replace("text,", "text?,")),
    );
    project.run(["check"]).code(1).complains("--> db/cache.schema:5:");
    project.write("db/cache.schema", "#![revisions = \"db/revisions\"]\n\ntable x {\n    id integr,\n}\n");
    project.run(["check"]).code(1).complains("--> db/cache.schema:4:8");
    std::fs::write(project.path("db/cache.schema"), b"table \xff").unwrap();
    project.run(["check"]).code(1).complains("it is not UTF-8");
}

#[test]
fn two_declarations_have_two_histories() {
    let project = Project::empty();
    project.write("Cargo.toml", &manifest("app"));
    let second = "#![revisions = \"log/revisions\"]\n#![history = \"log\"]\ntable lines { id integer primary key }";
    project.write("src/lib.rs", &format!("{}pub mod log;\n", macro_of(NOTES)));
    project.write("src/log.rs", &macro_of(second));

    let ran = project.run(["snapshot", "-m", "baseline"]).code(2).complains("there are several declarations");
    assert!(
        ran.err.contains("--declaration revisions ") && ran.err.contains("--declaration log/revisions "),
        "{}",
        ran.err
    );
    assert!(!project.exists("revisions"));
    project.well("snapshot -m baseline --declaration log/revisions");
    assert_eq!(project.names("revisions").len(), 0);
    project.run(["check"]).code(1).says("`app::log` is frozen").complains("no frozen revision yet");
    project.well("snapshot -m baseline --declaration app");
    project.well("check").says("`app` is frozen").says("`app::log` is frozen");
    project.run(["check", "--declaration", "nothing"]).code(2).complains("no declaration is called `nothing`");

    // Both live in one file.
    project.well("upgrade -d both.db --declaration app");
    project.well("upgrade -d both.db --declaration log/revisions");
    let tables = "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name)";
    assert_eq!(project.ask("both.db", tables), "frostline_history,lines,notes,users");
}

#[test]
fn one_folder_for_two_histories_is_refused() {
    let project = Project::empty();
    project.write("Cargo.toml", &manifest("app"));
    project.write("src/lib.rs", &format!("{}pub mod log;\n", macro_of(NOTES)));
    project.write("src/log.rs", &macro_of("table lines { id integer primary key }"));
    project
        .run(["check"])
        .code(1)
        .complains("share the revisions folder `revisions`; set `#![revisions = \"…\"]`")
        .complains("src/lib.rs:1")
        .complains("src/log.rs:1");
}

#[test]
fn a_workspace_s_root_stands_for_all_of_it() {
    let project = Project::empty();
    let root = format!("[workspace]\nmembers = [\"log\"]\n\n{}", manifest("app"));
    project.write("Cargo.toml", &root);
    project.write("src/lib.rs", &macro_of(NOTES));
    project.write("log/Cargo.toml", &manifest("log"));
    project.write("log/src/lib.rs", &macro_of("table lines { id integer primary key }"));
    project.well("snapshot -m baseline -p app");
    // The other one is not passed over.
    project.run(["check"]).code(1).complains("--> log/src/lib.rs:1:12");
    project.run_in("log", ["snapshot", "-m", "baseline"]).code(0);
    project.well("check").says("`app` is frozen").says("`log` is frozen");
}

#[test]
fn a_build_that_is_refused_for_other_reasons_does_not_matter() {
    let project = Project::declaring(NOTES);
    let text = format!("{}\nuse nowhere::Nothing;\nfn f() -> u8 {{ \"text\" }}\n", project.read("src/lib.rs"));
    project.write("src/lib.rs", &text);
    project.well("snapshot -m baseline");
    project.write("src/lib.rs", &format!("{text}\nfn broken( {{ }}\n"));
    project.run(["check"]).code(2).complains("is not Rust");
    project.write("src/lib.rs", &format!("{text}\nfn broken() {{ let = ; }}\n"));
    project.well("check").says("is frozen");
}

#[test]
fn a_declaration_goes_by_its_folder_its_module_or_its_history() {
    let project = Project::declaring("table t { id integer primary key }");
    let second = "pub mod storage { pub mod log { frostline::schema! {\n#![revisions = \"log\"]\n#![history = \"journal\"]\n\
                  table u { id integer primary key }\n} } }\n";
    project.write("src/lib.rs", &format!("{}{second}", project.read("src/lib.rs")));
    for name in ["log", "app::storage::log", "storage::log", "journal"] {
        project.run(["diff", "--declaration", name]).code(0).says("+ table `u` added");
    }
    // What is told next can be typed as it is.
    project.run(["check"]).code(1).complains("run `cargo schema snapshot --declaration log -m \"baseline\"`");
    project.run(["snapshot", "--declaration", "log", "-m", "baseline"]).code(0);
    project.run(["snapshot", "--declaration", "journal"]).code(0).says("nothing is pending");
    project.run(["upgrade", "--declaration", "main", "-d", "x.db"]).code(1).complains("no revision is frozen yet");
    project
        .run(["upgrade", "--declaration", "mian", "-d", "x.db"])
        .code(2)
        .complains("no declaration is called `mian`");
    project
        .run(["upgrade", "--declaration", "revisions", "-d", "x.db"])
        .code(1)
        .complains("run `cargo schema snapshot --declaration revisions -m \"baseline\"`");
    project.run(["snapshot", "-m", "x"]).code(2).complains("(module `app::storage::log`, history `journal`)");
}
