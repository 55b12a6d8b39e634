use crate::support::Project;

const TEXT: &str = "table bugs { id integer primary key, state text default \"open\" }
    table notes { id integer primary key, bug_id integer references bugs on delete cascade }";

const STATES: &str = "
    /// How far a bug has come.
    enum bug_state { open, in_progress, \"won't fix\" as WontFix }
    table bugs { id integer primary key, state enum bug_state default \"open\" }
    table notes { id integer primary key, bug_id integer references bugs on delete cascade }";

/// Text becomes an enum, which then loses a value, over rows that another program wrote.
#[test]
fn text_becomes_an_enum_and_a_value_goes() {
    let project = Project::declaring(TEXT);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.shell(
        "app.db",
        "INSERT INTO bugs VALUES (3, 'open'), (5, 'done'), (8, 'done'), (9, 'won''t fix');
         INSERT INTO notes VALUES (1, 3), (2, 9);",
    );

    project.declare(STATES);
    project.run(["check"]).code(1).complains("type changed from `text` to `enum bug_state`");
    let diff: serde_json::Value = serde_json::from_str(&project.well("diff --format json").out).unwrap();
    let change = &diff["differences"][0]["changes"][0];
    assert_eq!((&change["kind"], &change["column"]), (&"alter-column".into(), &"state".into()));
    project.well("snapshot -m states").says("may-clash: column `bugs.state` becomes `enum bug_state`");
    let refused = project.run(["upgrade", "-d", "app.db"]).code(1);
    refused.complains("column `state` of table `bugs` holds what is no value of enum `bug_state`");
    assert_eq!(project.shell("app.db", "SELECT count(*) FROM bugs WHERE state = 'done'"), "2\n");

    let cast = "bugs.state=CASE state WHEN 'done' THEN 'won''t fix' ELSE state END";
    project.run(["snapshot", "--amend", "--cast", cast]).code(0);
    project.well("upgrade -d app.db");
    project.well("check --database app.db");
    assert_eq!(
        project.shell("app.db", "SELECT state, count(*) FROM bugs GROUP BY state; SELECT * FROM notes"),
        "open|1\nwon't fix|3\n1|3\n2|9\n"
    );
    let error = project.shell("app.db", "PRAGMA foreign_keys = ON; UPDATE OR IGNORE bugs SET state = 'OPEN'; SELECT count(*) FROM bugs WHERE state = 'OPEN'");
    assert_eq!(error, "0\n");

    // A value that comes and one that goes, as they are told to people and to programs.
    project.declare(&STATES.replace("in_progress", "triaged"));
    project.run(["check"]).code(1).complains("takes `triaged` too, no longer takes `in_progress`");
    let diff: serde_json::Value = serde_json::from_str(&project.well("diff --format json").out).unwrap();
    let change = &diff["differences"][0]["changes"][0];
    assert_eq!((&change["values_added"][0], &change["values_gone"][0]), (&"triaged".into(), &"in_progress".into()));
    project.well("snapshot -m triage");
    project.well("upgrade -d app.db");
    project.well("downgrade -d app.db 0001_baseline");
    assert_eq!(project.shell("app.db", "SELECT count(*) FROM bugs"), "4\n");

    // Another order, another name, docs: nothing.
    let head = STATES.replace("in_progress", "triaged");
    project.declare(&head.replace("open, triaged", "triaged, open").replace("bug_state", "progress"));
    project.well("check");
}

/// What is pulled is text with a check; declaring it as an enum then changes nothing in the database.
#[test]
fn a_pulled_check_may_be_declared_as_an_enum() {
    let project = Project::declaring(STATES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    let pulled = project.well("pull app.db");
    let told = r#"check ck_bugs_state r#""state" IN ('in_progress', 'open', 'won''t fix')"#;
    assert!(pulled.out.contains("state text default \"open\"") && pulled.out.contains(told), "{}", pulled.out);
    project.write("pulled.schema", &pulled.out);
    let diff = project.well("diff pulled.schema live");
    assert!(diff.out.contains("type changed from `text` to `enum bug_state`"), "{}", diff.out);
    assert!(!diff.out.contains("hazards"), "{}", diff.out);
    assert_eq!(project.well("diff pulled.schema live --sql").out, "");
    project.well("diff app.db live --exit-code");
}

/// Two branches that each added a value become one.
#[test]
fn values_of_two_branches_are_rebased() {
    let project = Project::declaring(STATES);
    project.well("snapshot -m baseline");
    let theirs = project.copy();
    project.declare(&STATES.replace("open,", "open, triaged,"));
    project.well("snapshot -m triaged");
    theirs.declare(&STATES.replace("open,", "open, blocked,"));
    theirs.well("snapshot -m blocked");
    for (path, text) in theirs.files("revisions") {
        if path.contains("0002_blocked") {
            project.write(&path, &text);
        }
    }
    let line = theirs.read("revisions/history").lines().last().unwrap().to_owned();
    let mine = project.read("revisions/history");
    project.write("revisions/history", &format!("{mine}{line}\n"));
    project.declare(&STATES.replace("open,", "open, triaged, blocked,"));
    project.well("rebase");
    project.well("check");
    project.well("upgrade -d app.db");
    for value in ["triaged", "blocked"] {
        project.shell("app.db", &format!("INSERT INTO bugs (state) VALUES ('{value}')"));
    }
}
