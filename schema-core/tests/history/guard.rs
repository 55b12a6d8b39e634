//! The guard: one fault for each pending change, where it was said.

use schema_core::dialect::Dialect;
use schema_core::fault::{FaultKind, Site};
use schema_core::history::{Draft, judge, load};
use schema_core::model::RenameColumn;

use super::fixture::{HEAD, freeze, sound};

/// What is told of a declaration over the sound history: each fault's message, and in brackets the text
/// at which it stands.
fn told(declaration: &str) -> Vec<String> {
    told_after(declaration, HEAD)
}

/// The same over a history whose head is another declaration.
fn told_after(declaration: &str, head: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let revisions = folder.path().join("revisions");
    if head == HEAD {
        sound(&revisions);
    } else {
        freeze(&revisions, ("head", head, "", ""));
    }
    let judgement = judge(declaration, folder.path(), Dialect::ALL);
    assert!(judgement.faults.iter().all(|fault| fault.kind == FaultKind::Pending), "{:?}", judgement.faults);
    assert!(judgement.is_sound());
    let told = judgement.faults.iter().map(|fault| {
        let place = match &fault.site {
            Site::Source(span) => declaration[span.start..span.end].trim_end(),
            Site::Declaration => "schema!",
            Site::File { .. } => unreachable!("a pending change is in no file"),
        };
        let message = fault.message.replace("run `cargo schema snapshot -m \"…\"` and commit it", "MEND");
        format!("[{place}] {message}")
    });
    told.collect()
}

#[test]
fn nothing_is_pending_where_all_is_frozen() {
    assert_eq!(told(HEAD), [""; 0]);
    let docs = HEAD.replace("email text", "/// Where mail goes.\nemail text as crate::Email");
    assert_eq!(told(&docs), [""; 0], "docs and Rust types are no change of the schema");
}

/// The guard does not parse a head whose text is the declaration's; what it takes instead is the same.
#[test]
fn a_head_that_is_the_declaration_reads_as_it_parses() {
    let folder = tempfile::tempdir().unwrap();
    let revisions = folder.path().join("revisions");
    sound(&revisions);
    let history = load(&revisions, "main").history;
    let mut snapshot = load(&revisions, "main").head.unwrap();
    let rename = RenameColumn { table: "users".into(), from: "mail".into(), to: "email".into() };
    snapshot.transition.rename_columns.push(rename);
    Draft::new(&history, "renamed", &snapshot, history.revisions[2].scripts.to_vec()).write(&revisions).unwrap();
    for declaration in [HEAD, &HEAD.replace("name text?", "bio text?"), &HEAD[..HEAD.find("table invite").unwrap()], ""]
    {
        let judgement = judge(declaration, folder.path(), Dialect::ALL);
        assert_eq!(judgement.loaded.head, load(&revisions, "main").head, "{declaration}");
        assert_eq!(judgement.loaded.head.unwrap().transition.rename_columns.len(), 1);
    }
    // Of a schema the last table alone: the text of the one ends as the other does.
    let last = "table a { x integer }\ntable b { y integer }";
    assert_eq!(
        told_after("table b { y integer }", last),
        ["[schema!] table `a` is in revision `0001_head`, but no longer declared; MEND"]
    );
}

#[test]
fn the_command_that_mends_stands_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    sound(&folder.path().join("revisions"));
    let declaration = HEAD.replace("name text?", "name text?, bio text?");
    let judgement = judge(&declaration, folder.path(), Dialect::ALL);
    assert_eq!(
        judgement.faults[0].message,
        "column `users.bio` is not in revision `0003_invite_codes`; run `cargo schema snapshot -m \"…\"` and commit it"
    );
}

#[test]
fn before_the_first_freeze_it_is_said_how_to_begin() {
    let folder = tempfile::tempdir().unwrap();
    let judgement = judge(&format!("#![revisions = \"db/frozen\"]\n{HEAD}"), folder.path(), Dialect::ALL);
    let [fault] = judgement.faults.as_slice() else { panic!("{:?}", judgement.faults) };
    assert_eq!(fault.kind, FaultKind::Pending);
    assert_eq!(fault.site, Site::Declaration);
    assert_eq!(
        fault.message,
        "there is no frozen revision yet; run `cargo schema snapshot -m \"baseline\"` and commit the folder `db/frozen`"
    );
    assert_eq!(judge("", folder.path(), Dialect::ALL).faults, [], "of no table there is no baseline");
}

#[test]
fn the_guard_comes_after_the_text_and_the_model() {
    let folder = tempfile::tempdir().unwrap();
    for declaration in ["table users { id intger }", "table users { id integer, id integer }"] {
        let judgement = judge(declaration, folder.path(), Dialect::ALL);
        assert!(!judgement.faults.is_empty() && !judgement.is_sound());
        assert!(judgement.faults.iter().all(|fault| fault.kind < FaultKind::Pending), "{:?}", judgement.faults);
    }
}

#[test]
fn what_is_new_is_told_where_it_is() {
    assert_eq!(
        told(&format!("{HEAD} table tags {{ id integer primary key, index (id) }}")),
        ["[tags] table `tags` is not in revision `0003_invite_codes`; MEND"]
    );
    assert_eq!(
        told(&HEAD.replace("name text?", "name text?, bio text?, age integer?")),
        [
            "[bio] column `users.bio` is not in revision `0003_invite_codes`; MEND",
            "[age] column `users.age` is not in revision `0003_invite_codes`; MEND",
        ]
    );
    assert_eq!(
        told(&HEAD.replace("name text?", "bio text?, name text?")),
        [
            "[bio] column `users.bio` is not in revision `0003_invite_codes`, and does not stand last, so that the table \
          would be rebuilt; move it to the end, or MEND"
        ]
    );
    // It may be a column that was there, under another name, and stand where it should.
    assert_eq!(told(&HEAD.replace("email", "mail")).iter().filter(|line| line.contains("stand last")).count(), 0);
    assert_eq!(
        told(&HEAD.replace("index (email)", "index (email), unique index (name), unique (email), check \"id > 0\"")),
        [
            "[unique (email)] unique constraint `uq_users_email` of table `users` is not in revision \
             `0003_invite_codes`; MEND",
            "[check \"id > 0\"] check `ck_users_id` of table `users` is not in revision `0003_invite_codes`; MEND",
            "[unique index (name)] unique index `uq_users_name` of table `users` is not in revision `0003_invite_codes`; MEND",
        ]
    );
    assert_eq!(
        told(&HEAD.replace("code text", "code text primary key")),
        ["[primary key] the primary key `(code)` of table `invite_codes` is not in revision `0003_invite_codes`; MEND"]
    );
}

#[test]
fn what_is_gone_is_told_at_its_table_or_at_the_declaration() {
    let users = HEAD.trim().lines().next().unwrap();
    assert_eq!(
        told(users),
        ["[schema!] table `invite_codes` is in revision `0003_invite_codes`, but no longer declared; MEND"]
    );
    assert_eq!(
        told(&HEAD.replace(" name text?,", "").replace(", index (email)", "").replace(", unique (code)", "")),
        [
            "[users] column `users.name` is in revision `0003_invite_codes`, but no longer declared; MEND",
            "[users] index `ix_users_email` of table `users` is in revision `0003_invite_codes`, but no longer declared; \
             MEND",
            "[invite_codes] unique constraint `uq_invite_codes_code` of table `invite_codes` is in revision \
             `0003_invite_codes`, but no longer declared; MEND",
        ]
    );
    assert_eq!(
        told(&HEAD.replace(" references users (id)", "")),
        ["[invite_codes] reference `fk_invite_codes_user_id` of table `invite_codes` is in revision \
          `0003_invite_codes`, but no longer declared; MEND"]
    );
}

#[test]
fn what_is_otherwise_is_told_where_it_is() {
    let head = "table t { a integer, b text?, c text default \"x\", d text collate nocase, \
                e integer generated \"a + 1\" virtual, f text, index ix (a), check ck \"a > 0\" }";
    for (from, to, expected) in [
        (
            "a integer",
            "a bigint",
            "[bigint] column `t.a` differs from revision `0001_head`: type changed from `integer` to `bigint`",
        ),
        ("b text?", "b text", "[text] column `t.b` differs from revision `0001_head`: may no longer be null"),
        ("f text", "f text?", "[text?] column `t.f` differs from revision `0001_head`: may now be null"),
        (
            "\"x\"",
            "\"y\"",
            "[\"y\"] column `t.c` differs from revision `0001_head`: default changed from `\"x\"` to `\"y\"`",
        ),
        (" default \"x\"", "", "[c] column `t.c` differs from revision `0001_head`: default dropped"),
        (
            "f text",
            "f text default \"\"",
            "[\"\"] column `t.f` differs from revision `0001_head`: default `\"\"` added",
        ),
        ("nocase", "rtrim", "[rtrim] column `t.d` differs from revision `0001_head`: collation is now `rtrim`"),
        (
            "a + 1",
            "a + 2",
            "[\"a + 2\"] column `t.e` differs from revision `0001_head`: now generated as `a + 2` virtual",
        ),
        (
            "f text",
            "f blob?",
            "[blob?] column `t.f` differs from revision `0001_head`: type changed from `text` to `blob`, may now be null",
        ),
        ("index ix (a)", "index ix (b)", "[index ix (b)] index `ix` of table `t` differs from revision `0001_head`"),
        (
            "index ix (a)",
            "index iy (a)",
            "[index iy (a)] index `iy` of table `t` is called `ix` in revision `0001_head`",
        ),
        ("a > 0", "a > 1", "[check ck \"a > 1\"] check `ck` of table `t` differs from revision `0001_head`"),
        ("table t {", "table t strict {", "[strict] table `t` differs from revision `0001_head`: now `strict`"),
    ] {
        let declaration = head.replace(from, to);
        let expected = format!("{expected}; MEND");
        assert_eq!(told_after(&declaration, head), [expected], "{from} → {to}");
    }
    for (from, to, expected) in [
        ("b text?, c", "c", "[t] column `t.b` is in revision `0001_head`, but no longer declared; MEND"),
        (
            "a integer, b text?,",
            "b text?, a integer,",
            "[t] the columns of table `t` stand in another order in revision `0001_head`; MEND",
        ),
    ] {
        assert_eq!(told_after(&head.replace(from, to), head), [expected], "{from} → {to}");
    }
}

#[test]
fn a_rename_shows_as_what_is_gone_and_what_is_new() {
    assert_eq!(
        told(&HEAD.replace("name text?", "full_name text?")),
        [
            "[users] column `users.name` is in revision `0003_invite_codes`, but no longer declared; MEND",
            "[full_name] column `users.full_name` is not in revision `0003_invite_codes`; MEND",
        ]
    );
    let told = told(&HEAD.replace("name text?", "Name text?"));
    assert_eq!(told, ["[Name] column `users.Name` is called `name` in revision `0003_invite_codes`; MEND"]);
}

#[test]
fn objects_are_told_where_they_were_said() {
    let head = "table a { x text }
        view v \"SELECT x FROM a\"
        virtual table f \"fts5(x)\"
        trigger t \"AFTER INSERT ON a BEGIN SELECT 1; END\"";
    assert_eq!(told_after(head, head), [""; 0]);
    assert_eq!(
        told_after(
            "table a { x text not null on conflict ignore }
            view v \"SELECT 1 FROM a\"
            virtual table F \"fts5(x)\"
            trigger T \"AFTER INSERT ON a BEGIN SELECT 1; END\"
            view w (a) \"SELECT 1\"",
            head
        ),
        [
            "[not null on conflict ignore] column `a.x` differs from revision `0001_head`: `not null` is now `on conflict ignore`; MEND",
            "[F] table `F` is called `f` in revision `0001_head`; MEND",
            "[\"SELECT 1 FROM a\"] view `v` differs from revision `0001_head`; MEND",
            "[w] view `w` is not in revision `0001_head`; MEND",
            "[T] trigger `T` is called `t` in revision `0001_head`; MEND",
        ]
    );
    assert_eq!(
        told_after("view v \"SELECT x FROM a\" table a { x text }", head),
        [
            "[schema!] trigger `t` is in revision `0001_head`, but no longer declared; MEND",
            "[schema!] virtual table `f` is in revision `0001_head`, but no longer declared; MEND",
        ]
    );
}

#[test]
fn another_value_of_an_enum_is_told_at_its_columns() {
    let head = "enum state { open, closed } table bugs { state enum state, before enum state?, note text }";
    let pending = told_after(&head.replace("closed", "closed, done"), head);
    assert_eq!(
        pending,
        [
            "[enum state] column `bugs.state` differs from revision `0001_head`: takes `done` too; MEND",
            "[enum state?] column `bugs.before` differs from revision `0001_head`: takes `done` too; MEND",
        ]
    );
    for same in [
        head.replace("open, closed", "closed, /** Docs. */ open as New"),
        head.replace("enum state", "enum bug_state"),
        format!("enum unused {{ a }} {head}"),
    ] {
        assert_eq!(told_after(&same, head), [""; 0], "{same}");
    }
}
