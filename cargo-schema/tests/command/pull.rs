use std::fs;

use crate::support::Project;

/// A schema as programs have it: most of what SQLite can say and the language has a word for.
const APP: &str = r#"
CREATE TABLE users (
    id integer PRIMARY KEY AUTOINCREMENT,
    email VARCHAR(50) NOT NULL COLLATE NOCASE UNIQUE,
    nick text,
    age INT DEFAULT -1,
    active BOOLEAN NOT NULL DEFAULT 1,
    odd BOOLEAN DEFAULT 7,
    short VARCHAR(3) DEFAULT 'abcd',
    created DATETIME DEFAULT CURRENT_TIMESTAMP,
    price DECIMAL(10,2) DEFAULT 0.50,
    anything,
    raw BLOB DEFAULT x'00ff',
    full TEXT GENERATED ALWAYS AS (email || '/' || nick) VIRTUAL,
    CHECK (age > -2),
    CONSTRAINT nick_is_long CHECK (length(nick) > 1)
);
CREATE TABLE "order items" (
    "order" INTEGER NOT NULL,
    "line;no" INTEGER NOT NULL,
    user_id INTEGER REFERENCES users ON DELETE CASCADE,
    note TEXT DEFAULT 'it''s',
    PRIMARY KEY ("order", "line;no"),
    CONSTRAINT "one ""each" UNIQUE (user_id, note)
) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY NOT NULL, value ANY, n INT) STRICT;
CREATE INDEX recent ON users (created DESC, lower(nick)) WHERE active;
CREATE UNIQUE INDEX [by nick] ON users (nick COLLATE RTRIM);
INSERT INTO users (email, nick) VALUES ('a@example.org', 'ann'), ('b@example.org', 'bob');
INSERT INTO "order items" VALUES (1, 1, 1, 'x');
INSERT INTO settings VALUES ('a', 1, 2);
"#;

fn project() -> Project {
    let project = Project::empty();
    project.shell("app.db", APP);
    project
}

#[test]
fn what_is_pulled_makes_the_same_schema() {
    let project = project();
    let before = fs::read(project.path("app.db")).unwrap();
    let pulled = project.well("pull sqlite:app.db");
    assert_eq!(pulled.err, "");
    insta::assert_snapshot!(pulled.out, @r###"
    // Pulled from app.db by `cargo schema pull`.

    table users {
        id integer primary key autoincrement,
        email varchar(50) collate NOCASE,
        nick text?,
        age sql "INT"? default -1,
        active boolean default true,
        odd sql "BOOLEAN"? default 7,
        short sql "VARCHAR(3)"? default "abcd",
        created datetime? default now,
        price decimal(10, 2)? default 0.50,
        anything sql ""?,
        raw blob? default b"\x00\xff",
        full text? generated "email || '/' || nick" virtual,

        unique _ (email),
        check _ "age > -2",
        check nick_is_long "length(nick) > 1",
        index recent (created desc, sql "lower(nick)") where "active",
        unique index "by nick" (nick collate RTRIM),
    }

    table "order items" without rowid {
        order integer,
        "line;no" integer,
        user_id integer?,
        note text? default "it's",

        primary key (order, "line;no"),
        foreign key _ (user_id) references users () on delete cascade,
        unique r#"one "each"# (user_id, note),
    }

    table settings strict {
        name text primary key,
        value sql "ANY"?,
        n sql "INT"?,
    }
    "###);
    project.well("pull sqlite:app.db -o app.schema").says("written to app.schema: 3 tables");
    assert_eq!(project.read("app.schema"), pulled.out);
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);

    let sql = project.well("diff base app.schema --sql").out;
    project.shell("copy.db", &sql);
    assert_eq!(project.shape("copy.db"), project.shape("app.db"));
    project.well("diff sqlite:app.db sqlite:copy.db").says("nothing differs between `app.db` and `copy.db`");
    project.well("diff app.schema app.db").says("nothing differs");
    project.well("diff app.db app.schema --sql --quiet");
    // Once more: the same text, but for where it came from.
    assert_eq!(project.well("pull copy.db").out.replace("copy.db", "app.db"), pulled.out);
}

#[test]
fn tables_are_chosen_by_their_names() {
    let project = project();
    let names = |arguments: &str| -> Vec<String> {
        let out = project.well(arguments).out;
        out.lines().filter_map(|line| Some(line.strip_prefix("table ")?.split(' ').next()?.to_owned())).collect()
    };
    assert_eq!(names("pull app.db --tables users,SET*"), ["users", "settings"]);
    assert_eq!(names("pull app.db --exclude ord*,u?ers"), ["settings"]);
    assert_eq!(names("pull app.db --tables *s --exclude order*"), ["users", "settings"]);
    project
        .run(["pull", "app.db", "--tables", "user"])
        .code(2)
        .complains("no table is called `user`; the tables are `users`");
    // A reference to a table that is left out is one that nothing answers for.
    project.well("pull app.db --exclude users").says("references users () on delete cascade unchecked");
}

#[test]
fn a_macro_is_ready_to_build() {
    let project = project();
    let code = project.well("pull app.db --as-macro").out;
    assert!(
        code.starts_with(
            "frostline::schema! {\n    // Pulled from app.db by `cargo schema pull`.\n\n    table users {\n"
        )
    );
    project.write("Cargo.toml", &crate::support::manifest("app"));
    project.write("src/lib.rs", &code);
    project.well("snapshot -m baseline");
    project.well("diff live app.db").says("nothing differs between the declaration and `app.db`");
    project.well("diff head sqlite:app.db").says("nothing differs between `0001_baseline` and `app.db`");
}

#[test]
fn our_own_history_is_no_table_of_a_schema() {
    let project = Project::declaring(crate::support::NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    let out = project.well("pull app.db").out;
    assert!(!out.contains("frostline_history") && out.contains("table users"), "{out}");
}

#[test]
fn scripts_and_stdin_are_pulled_too() {
    let project = Project::empty();
    project.write("app.sql", "-- ours\nCREATE TABLE t (a INTEGER);\nINSERT INTO t VALUES (1);\n");
    project.well("pull app.sql").says("// Pulled from app.sql by").says("    a integer?,\n");
    project.write("bad.sql", "CREATE TABLE t (a INTEGER);\nCREATE TABLE t (b INTEGER);\n");
    project.run(["pull", "bad.sql"]).code(1).complains("statement 2 of `bad.sql` failed");
    project.run(["pull", "gone.db"]).code(2).complains("there is no database `gone.db`");
    assert!(!project.exists("gone.db"));
    project.run(["pull", "gone.sql"]).code(2).complains("`gone.sql` cannot be read");
    project.write("letter", "dear database,");
    project.run(["pull", "letter"]).code(2).complains("no SQLite database");
}

#[test]
fn a_reader_leaves_no_files() {
    let project = Project::empty();
    project.shell("app.db", "PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1);");
    project.well("pull app.db").says("table t");
    project.well("diff base app.db").says("table `t` added");
    assert_eq!(project.names(""), ["app.db"]);
    // While somebody writes, what was written is seen.
    let writer = project.open("app.db");
    writer.execute_batch("CREATE TABLE u (a)").unwrap();
    project.well("pull app.db").says("table u");
}

#[test]
fn views_triggers_and_virtual_tables_come_along() {
    let project = Project::empty();
    project.shell(
        "app.db",
        "CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
         CREATE TABLE log (what TEXT);
         CREATE VIEW titles AS SELECT title FROM docs;
         CREATE VIRTUAL TABLE found USING fts5(title, content='docs', content_rowid='id');
         CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN INSERT INTO log VALUES (new.title); END;
         INSERT INTO docs VALUES (1, 'x');",
    );
    let out = project.well("pull app.db -o app.schema").says("written to app.schema: 2 tables");
    assert_eq!(out.err, "");
    project.shell("copy.db", &project.well("diff base app.schema --sql").out);
    assert_eq!(project.shape("copy.db"), project.shape("app.db"));
    project.well("diff app.db copy.db").says("nothing differs");
    let without = project.well("pull app.db --exclude docs,found").out;
    assert!(without.contains("view titles") && !without.contains("trigger") && !without.contains("found"), "{without}");
    let json = project.well("diff base app.db --format json").out;
    assert!(json.contains("\"object\": \"virtual table\"") && json.contains("\"kind\": \"add-object\""), "{json}");
}
