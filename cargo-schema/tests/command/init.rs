use crate::support::{Project, manifest};

#[test]
fn a_virtual_workspace_gets_a_package() {
    let project = Project::empty();
    project.write("Cargo.toml", "# ours\n[workspace]\nresolver = \"3\"\nmembers = [\n    \"app\",\n]\n");
    project.write("app/Cargo.toml", &manifest("app"));
    project.write("app/src/main.rs", "fn main() {}\n");
    project
        .well("init")
        .says("created schemas/Cargo.toml")
        .says("created schemas/src/lib.rs")
        .says("changed Cargo.toml")
        .says("cargo schema snapshot -m \"baseline\"")
        .says("cargo build");
    assert_eq!(
        project.read("Cargo.toml"),
        "# ours\n[workspace]\nresolver = \"3\"\nmembers = [\n    \"app\",\n    \"schemas\",\n]\n"
    );
    let version = env!("CARGO_PKG_VERSION");
    assert!(project.read("schemas/Cargo.toml").contains(&format!("frostline = \"{version}\"")));
    // What it says next works.
    project.well("snapshot -m baseline").says("schemas/revisions/0001_baseline/sqlite.up.sql");
    project.well("check");
    project.well("upgrade -d app.db");
    let before = project.files("schemas");
    project.run(["init"]).code(1).complains("is there already");
    assert_eq!(project.files("schemas"), before);
}

#[test]
fn a_package_gets_a_module() {
    let project = Project::empty();
    project.write("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    project.write("src/main.rs", "//! The program.\n\nuse std::fmt;\n\nmod other;\n\nfn main() {}\n");
    project.write("src/other.rs", "");
    project.well("init --empty --frostline-version 0.2").says("declare a table in src/schema.rs");
    assert_eq!(
        project.read("src/main.rs"),
        "//! The program.\n\nuse std::fmt;\n\nmod schema;\nmod other;\n\nfn main() {}\n"
    );
    assert!(project.read("Cargo.toml").ends_with("\n[dependencies]\nfrostline = \"0.2\"\n"));
    assert!(project.read("src/schema.rs").contains("frostline::verify!(super)"));
    project.well("check").says("`app::schema` declares nothing yet");
    project.run(["init"]).code(1).complains("has a declaration already, in `src/schema.rs`");
}

#[test]
fn a_dependency_may_be_a_folder_or_the_workspace_s() {
    let project = Project::empty();
    project.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = []\n");
    project.write("elsewhere/frostline/Cargo.toml", &manifest("frostline"));
    project.write("elsewhere/frostline/src/lib.rs", "");
    let arguments = ["init", "crates/tables", "--name", "my_tables", "--frostline-path", "elsewhere/frostline"];
    project.run(arguments).code(0);
    assert!(
        project.read("crates/tables/Cargo.toml").contains("frostline = { path = \"../../elsewhere/frostline\" }"),
        "{}",
        project.read("crates/tables/Cargo.toml")
    );
    assert!(project.read("Cargo.toml").contains("members = [\"crates/tables\"]"));
    assert!(project.read("crates/tables/tests/schema.rs").contains("frostline::verify!(my_tables)"));
    project.run(["init", "x", "--frostline-path", "nowhere"]).code(2).complains("`nowhere` cannot be found");

    let text = format!("{}\n[workspace.dependencies]\nfrostline = \"1\"\n", project.read("Cargo.toml"));
    project.write("Cargo.toml", &text);
    project.run(["init", "second"]).code(0).says("cargo schema snapshot -p second -m");
    assert!(project.read("second/Cargo.toml").contains("frostline = { workspace = true }"));
    project.write("third/Cargo.toml", &manifest("third"));
    project.write("third/src/lib.rs", "");
    let text = project.read("Cargo.toml").replace("\"second\"", "\"second\", \"third\"");
    project.write("Cargo.toml", &text);
    project.run(["init", "-p", "third"]).code(0).says("cargo schema snapshot -p third -m");
}

#[test]
fn a_package_at_the_root_is_told_what_a_bare_build_builds() {
    let project = Project::empty();
    project.write("Cargo.toml", &manifest("app"));
    project.write("src/lib.rs", "");
    project.run(["init", "schemas"]).code(0).says("a bare `cargo build` at the root builds the root package alone");
    assert!(project.read("Cargo.toml").contains("[workspace]\nmembers = [\"schemas\"]"));
    project.run(["check", "-p", "app"]).code(2).complains("package `app` has no `schema!`");
}

#[test]
fn nothing_is_written_when_something_is_in_the_way() {
    let project = Project::empty();
    project.write("Cargo.toml", &manifest("app"));
    project.write("src/lib.rs", "");
    project.write("src/schema.rs", "// mine\n");
    let before = project.files("");
    project.run(["init"]).code(1).complains("`").complains("is there already");
    assert_eq!(project.files(""), before);
    project.run(["init", "1st"]).code(2).complains("`1st` cannot name a package; say one with `--name`");
    project.run(["init", "../outside"]).code(2).complains("has to be in the folder of its workspace");
    assert_eq!(project.files(""), before);
}
