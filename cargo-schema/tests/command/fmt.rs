use crate::support::{Project, command, manifest, ran};
use std::io::Write as _;
use std::process::Stdio;

const LOOSE: &str = "#![revisions = \"db/revisions\"]\n\n/// People.\ntable users { id integer primary key, email text unique, index (email), }\n";

const CANONICAL: &str = "#![revisions = \"db/revisions\"]\n\n/// People.\ntable users {\n    id    integer primary key,\n    email text,\n\n    unique uq_users_email (email),\n    index ix_users_email (email),\n}\n";

fn project(text: &str) -> Project {
    let project = Project::empty();
    project.write("Cargo.toml", &manifest("app"));
    project.write("src/lib.rs", "frostline::schema!(\"app.schema\");\n");
    project.write("app.schema", text);
    project
}

#[test]
fn a_file_gets_its_canonical_form() {
    let project = project(LOOSE);
    project.run(["fmt", "--check"]).code(1).says("app.schema has another form");
    assert_eq!(project.read("app.schema"), LOOSE);
    project.well("snapshot -m baseline");
    project.well("fmt").says("formatted app.schema");
    let text = project.read("app.schema");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(&text), words(CANONICAL));
    project.well("fmt --check");
    assert_eq!(project.well("fmt").out, "");
    // It says the same schema.
    project.well("check");
}

#[test]
fn what_would_be_lost_is_refused() {
    for (text, code, told) in [
        ("// why\ntable users { id integer primary key }\n", 1, "has a comment in line 1"),
        ("table users { id integer primary key", 1, "error[syntax]"),
        ("format 1\n\ntable users {\n    id integer,\n}\n", 1, "is a frozen snapshot"),
    ] {
        let project = project(text);
        project.run(["fmt", "app.schema"]).code(code).complains(told);
        assert_eq!(project.read("app.schema"), text);
    }
    project(LOOSE).run(["fmt", "none.schema"]).code(2).complains("`none.schema` cannot be read");
}

#[test]
fn stdin_is_printed() {
    let project = project(LOOSE);
    let mut child = command(&project.path(""))
        .args(["fmt", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(LOOSE.as_bytes()).unwrap();
    ran(child.wait_with_output().unwrap()).code(0).says("unique uq_users_email (email)");
    assert_eq!(project.read("app.schema"), LOOSE);
}

#[test]
fn a_declaration_in_rust_is_left_to_rustfmt() {
    let project = Project::declaring("table users { id integer primary key }");
    project.well("fmt").says("nothing to do");
}
