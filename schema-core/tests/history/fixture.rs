//! A sound history, and every way to break it. The ui tests of the root package use it too.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use schema_core::dialect::Dialect;
use schema_core::history::{CheckpointEntry, Draft, History, Identity, Revision, Rewrite, Script, load, read_unproved};
use schema_core::model::Transition;
use schema_core::syntax::{Snapshot, parse_declaration};

/// The declaration at each revision of the sound history, with its message and its SQL.
pub(crate) const REVISIONS: [(&str, &str, &str, &str); 3] = [
    (
        "baseline",
        "table users as User { id integer primary key, email text }",
        "CREATE TABLE \"users\" (\n    \"id\" INTEGER PRIMARY KEY,\n    \"email\" TEXT NOT NULL\n);\n",
        "DROP TABLE \"users\";\n",
    ),
    (
        "user names",
        "table users as User { id integer primary key, email text, name text? }",
        "ALTER TABLE \"users\" ADD COLUMN \"name\" TEXT;\n",
        "ALTER TABLE \"users\" DROP COLUMN \"name\";\n",
    ),
    ("invite codes", HEAD, INVITE_CODES_UP, "DROP INDEX \"ix_users_email\";\nDROP TABLE \"invite_codes\";\n"),
];

/// What is declared where nothing is pending.
pub(crate) const HEAD: &str = "
    table users as User { id integer primary key, email text, name text?, index (email) }
    table invite_codes as InviteCode { code text, user_id integer references users (id), unique (code) }
";

const INVITE_CODES_UP: &str = "CREATE INDEX \"ix_users_email\" ON \"users\" (\"email\");
CREATE TABLE \"invite_codes\" (
    \"code\" TEXT NOT NULL,
    \"user_id\" INTEGER NOT NULL,
    CONSTRAINT \"fk_invite_codes_user_id\" FOREIGN KEY (\"user_id\") REFERENCES \"users\" (\"id\"),
    CONSTRAINT \"uq_invite_codes_code\" UNIQUE (\"code\")
);
";

/// A revision on top of a history, with this declaration.
pub(crate) fn draft(history: &History<'_>, message: &str, declaration: &str, up: &str, down: &str) -> Draft {
    let parsed = parse_declaration(declaration);
    assert_eq!(parsed.faults, [], "{declaration}");
    let snapshot = Snapshot { transition: Transition::default(), model: parsed.value.model };
    let script = Script { dialect: Dialect::Sqlite, up: up.to_owned().into(), down: down.to_owned().into() };
    Draft::new(history, message, &snapshot, vec![script])
}

/// Freezes one more revision on what is there.
pub(crate) fn freeze(revisions: &Path, (message, declaration, up, down): (&str, &str, &str, &str)) {
    let history = load(revisions, "main").history;
    draft(&history, message, declaration, up, down).write(revisions).expect("a revision is written");
}

/// A sound history of three revisions.
pub(crate) fn sound(revisions: &Path) {
    for revision in REVISIONS {
        freeze(revisions, revision);
    }
}

/// Writes a checkpoint of the second revision.
pub(crate) fn checkpoint(revisions: &Path) {
    let (mut index, read) = read_unproved(revisions).expect("the index is read");
    let sql = "CREATE TABLE \"users\" (\n    \"id\" INTEGER PRIMARY KEY,\n    \"email\" TEXT NOT NULL,\n    \"name\" TEXT\n);\n";
    let hash = Identity::of_checkpoint(read[1].identity, [(Dialect::Sqlite, sql)]);
    index.checkpoints.push(CheckpointEntry { revisions: 2, hash, line: 4 });
    let added = vec![(read[1].name.to_string(), "sqlite.base.sql".to_owned(), sql.to_owned())];
    Rewrite { index, added, ..Rewrite::default() }.write(revisions).expect("a checkpoint is written");
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("creates");
    for entry in fs::read_dir(from).expect("lists") {
        let entry = entry.expect("lists");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).expect("copies");
        }
    }
}

/// A way to break the sound history, by its name.
pub(crate) type Fault = (&'static str, fn(&Path));

/// Every way to break the sound history.
pub(crate) const FAULTS: &[Fault] = &[
    ("conflict markers in the index", |revisions| {
        edit(&revisions.join("history"), |text| {
            let lines: Vec<&str> = text.lines().collect();
            format!(
                "{}\n<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n",
                lines[..3].join("\n"),
                lines[3],
                lines[3].replace('1', "2")
            )
        });
    }),
    ("an index that was cut off in a line", |revisions| {
        edit(&revisions.join("history"), |text| text[..text.len() - 20].to_owned());
    }),
    ("an index that was cut off after a line", |revisions| lines(revisions, |lines| lines.truncate(3))),
    ("an empty index", |revisions| edit(&revisions.join("history"), |_| String::new())),
    ("an index of another tool", |revisions| {
        edit(&revisions.join("history"), |_| "h1:4hJQ2VdNcy1Gm1CzJpmNYiT+BZ0=\n20240101.sql h1:x\n".to_owned());
    }),
    ("an index that is not UTF-8", |revisions| {
        fs::write(revisions.join("history"), b"frostline 1\n\xff\xfe\n").expect("writes");
    }),
    ("an index of a newer format", |revisions| {
        edit(&revisions.join("history"), |text| text.replace("frostline 1", "frostline 2"));
    }),
    ("a lost index", |revisions| fs::remove_file(revisions.join("history")).expect("removes")),
    ("an index that cannot be read", |revisions| {
        fs::remove_file(revisions.join("history")).expect("removes");
        fs::create_dir(revisions.join("history")).expect("creates");
    }),
    ("a line that leads out of the folder", |revisions| {
        edit(&revisions.join("history"), |text| text.replace("0002_user_names", "../0002_user_names"));
    }),
    ("a line in capitals", |revisions| {
        edit(&revisions.join("history"), |text| text.to_uppercase().replace("FROSTLINE", "frostline"));
    }),
    ("a doubled line", |revisions| lines(revisions, |lines| lines.push(lines[3].clone()))),
    ("reordered lines", |revisions| lines(revisions, |lines| lines.swap(2, 3))),
    ("reordered lines at the start", |revisions| lines(revisions, |lines| lines.swap(1, 2))),
    ("a line taken out", |revisions| lines(revisions, |lines| drop(lines.remove(2)))),
    ("the first line taken out", |revisions| lines(revisions, |lines| drop(lines.remove(1)))),
    ("two heads", |revisions| {
        second_head(revisions);
        lines(revisions, |_| ());
    }),
    ("two heads of which the index names one", |revisions| {
        second_head(revisions);
        lines(revisions, |lines| drop(lines.pop()));
    }),
    ("an edited snapshot", |revisions| {
        edit(&revisions.join("0002_user_names/snapshot.schema"), |text| text.replace("name", "nome"));
    }),
    ("an edited script", |revisions| {
        edit(&revisions.join("0001_baseline/sqlite.up.sql"), |text| text.replace("NOT NULL", ""));
    }),
    ("an edited identity", |revisions| {
        lines(revisions, |lines| {
            let last = if lines[2].ends_with('0') { "1" } else { "0" };
            let kept = lines[2].len() - 1;
            lines[2].replace_range(kept.., last);
        });
    }),
    ("a lost snapshot", |revisions| {
        fs::remove_file(revisions.join("0002_user_names/snapshot.schema")).expect("removes");
    }),
    ("a lost script", |revisions| {
        fs::remove_file(revisions.join("0003_invite_codes/sqlite.down.sql")).expect("removes");
    }),
    ("a lost folder", |revisions| fs::remove_dir_all(revisions.join("0002_user_names")).expect("removes")),
    ("a renamed folder", |revisions| {
        fs::rename(revisions.join("0002_user_names"), revisions.join("0002_names")).expect("renames");
    }),
    ("a folder that the index does not name", |revisions| {
        fs::create_dir(revisions.join("0004_by_hand")).expect("creates");
    }),
    ("a foreign file in a revision", |revisions| {
        fs::write(revisions.join("0002_user_names/postgres.up.sql"), "").expect("writes");
    }),
    ("a foreign file beside the revisions", |revisions| {
        fs::write(revisions.join("0004_by_hand.sql"), "").expect("writes");
    }),
    ("a script that is not UTF-8", |revisions| {
        fs::write(revisions.join("0002_user_names/sqlite.up.sql"), b"-- fine\n-- \xe9t\xe9\n").expect("writes");
    }),
    ("a script that cannot be read", |revisions| {
        fs::remove_file(revisions.join("0002_user_names/sqlite.up.sql")).expect("removes");
        fs::create_dir(revisions.join("0002_user_names/sqlite.up.sql")).expect("creates");
    }),
    ("a revisions folder that is a file", |revisions| {
        fs::remove_dir_all(revisions).expect("removes");
        fs::write(revisions, "").expect("writes");
    }),
    ("an edited checkpoint", |revisions| {
        checkpoint(revisions);
        edit(&revisions.join("0002_user_names/sqlite.base.sql"), |text| text.replace("NOT NULL", ""));
    }),
    ("a lost checkpoint", |revisions| {
        checkpoint(revisions);
        fs::remove_file(revisions.join("0002_user_names/sqlite.base.sql")).expect("removes");
    }),
    ("a checkpoint that the index does not name", |revisions| {
        checkpoint(revisions);
        lines(revisions, |lines| lines.retain(|line| !line.starts_with("checkpoint")));
    }),
    ("a checkpoint's line under another revision", |revisions| {
        checkpoint(revisions);
        lines(revisions, |lines| lines.swap(3, 4));
    }),
    ("a checkpoint of an unknown revision", |revisions| {
        checkpoint(revisions);
        lines(revisions, |lines| lines[3] = lines[3].replace("0002_user_names", "0002_people"));
    }),
    ("a checkpoint that stands twice", |revisions| {
        checkpoint(revisions);
        lines(revisions, |lines| lines.insert(4, lines[3].clone()));
    }),
    ("a checkpoint with half a hash", |revisions| {
        checkpoint(revisions);
        lines(revisions, |lines| {
            let half = lines[3].len() - 32;
            lines[3].truncate(half);
        });
    }),
    ("an interrupted rewrite", |revisions| {
        // It was about to put the index that it had written.
        fs::copy(revisions.join("history"), revisions.join(".history.new")).expect("copies");
        fs::write(revisions.join(".rewrite"), "frostline rewrite 1\nput history\n").expect("writes");
    }),
    ("a head of a newer format", |revisions| {
        forge_head(revisions, |snapshot| snapshot.replace("format 1", "format 2"));
    }),
    ("a head that is not of the language", |revisions| {
        forge_head(revisions, |snapshot| snapshot.replace("email text", "email txet"));
    }),
];

/// Rewrites a text file.
pub(crate) fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).expect("reads");
    fs::write(path, change(text)).expect("writes");
}

/// Rewrites the lines of the index; the first one is the format.
fn lines(revisions: &Path, change: impl FnOnce(&mut Vec<String>)) {
    edit(&revisions.join("history"), |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        change(&mut lines);
        lines.join("\n") + "\n"
    });
}

/// A branch that froze on the second revision too, and a merge that kept every line.
fn second_head(revisions: &Path) {
    let mut history = load(revisions, "main").history;
    history.revisions.to_mut().truncate(2);
    let declaration = "table users as User { id integer primary key, email text, name text?, bio text? }";
    let draft = draft(&history, "bios", declaration, "ALTER TABLE \"users\" ADD COLUMN \"bio\" TEXT;", "");
    let folder = revisions.join(&draft.name);
    fs::create_dir(&folder).expect("creates");
    fs::write(folder.join("snapshot.schema"), &draft.snapshot).expect("writes");
    fs::write(folder.join("sqlite.up.sql"), &*draft.scripts[0].up).expect("writes");
    fs::write(folder.join("sqlite.down.sql"), &*draft.scripts[0].down).expect("writes");
    edit(&revisions.join("history"), |text| format!("{text}{} {}\n", draft.name, draft.identity));
}

/// A newest revision whose hash is right, and whose snapshot is not what this version writes.
fn forge_head(revisions: &Path, change: impl FnOnce(&str) -> String) {
    let history = load(revisions, "main").history;
    let [.., parent, head] = &*history.revisions else { unreachable!("three revisions") };
    let snapshot = change(&head.snapshot);
    assert_ne!(snapshot, head.snapshot);
    let identity = Identity::of(Some(parent.identity), &snapshot, &head.scripts);
    fs::write(revisions.join(&*head.name).join("snapshot.schema"), &snapshot).expect("writes");
    let forged = Revision { identity, snapshot: Cow::Owned(snapshot), ..head.clone() };
    edit(&revisions.join("history"), |text| text.replace(&head.identity.to_string(), &forged.identity.to_string()));
}
