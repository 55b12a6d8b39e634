use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::support::{NOTES, Project, command, ran};

/// Three revisions, and a database at the newest with rows.
fn project() -> Project {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let email = NOTES.replace("name text,", "name text,\n        email text?,");
    project.declare(&email);
    project.well("snapshot -m email");
    project.declare(&email.replace("body    text,", "body    text,\n        read_at datetime?,"));
    project.well("snapshot -m read_at");
    project.well("upgrade -d app.db");
    project.shell(
        "app.db",
        "PRAGMA foreign_keys = ON; INSERT INTO users VALUES (1, 'Ann', 'a@b'); INSERT INTO notes VALUES (1, 1, 'x', NULL);",
    );
    project
}

#[test]
fn a_database_goes_back_and_forth() {
    let project = project();
    let shape = project.shape("app.db");
    // Nothing is in the column, so nothing is lost.
    project.well("downgrade -d app.db").says("from `0003_read_at` back to `0002_email`").says("0003_read_at  ");
    project.well("current -d app.db --quiet").says("0002_email");
    project.well("downgrade -d app.db head-1").says("nothing to do");

    let before = fs::read(project.path("app.db")).unwrap();
    project.run(["downgrade", "-d", "app.db"]).code(1).says("drops-column").complains("--allow drops-column");
    project.well("downgrade -d app.db --dry-run").says("would take 1 revision back");
    project.run(["downgrade", "-d", "app.db", "base"]).code(1).says("drops-table").complains("--allow drops-table");
    project.run(["downgrade", "-d", "app.db", "head"]).code(1).complains("run `cargo schema upgrade -d app.db head`");
    project.run(["downgrade", "-d", "app.db", "-3"]).code(2).complains("`-3` is 3 before `0002_email`");
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
    project.well("downgrade -d app.db 1 --allow drops-column");
    assert_eq!(project.shell("app.db", "SELECT * FROM users; SELECT * FROM notes;"), "1|Ann\n1|1|x\n");

    project.well("upgrade -d app.db +1").says("from `0001_baseline` to `0002_email`");
    project.run(["upgrade", "-d", "app.db", "0001"]).code(1).complains("run `cargo schema downgrade -d app.db 0001`");
    project.run(["upgrade", "-d", "app.db", "+2"]).code(2).complains("`+2` is 2 after `0002_email`, and there is 1");
    project.well("upgrade -d app.db head");
    assert_eq!(project.shape("app.db"), shape);
    assert_eq!(project.shell("app.db", "SELECT * FROM users; PRAGMA foreign_key_check;"), "1|Ann|\n");

    project.well("downgrade -d app.db -3 --allow drops-table --allow drops-column").says("back to the empty start");
    assert_eq!(project.shell("app.db", "SELECT count(*) FROM sqlite_schema; PRAGMA user_version;"), "0\n0\n");
    project.run(["downgrade", "-d", "none.db"]).code(2).complains("there is no database");
    project.run(["upgrade", "-d", "none.db", "0009"]).code(2);
    assert!(!project.exists("none.db"));
}

#[test]
fn an_older_program_takes_back_what_a_newer_one_ran() {
    let project = project();
    fs::remove_dir_all(project.path("revisions/0003_read_at")).unwrap();
    let index = project.read("revisions/history");
    let lines: Vec<&str> = index.lines().take(3).collect();
    project.write("revisions/history", &(lines.join("\n") + "\n"));
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("newer than the program");
    project.shell("app.db", "UPDATE notes SET read_at = 1;");
    project
        .run(["downgrade", "-d", "app.db", "head"])
        .code(1)
        .says("column `notes.read_at` is dropped with its values");
    project.well("downgrade -d app.db head --allow drops-column").says("back to `0002_email`");
    project.well("upgrade -d app.db").says("nothing to do");
    assert_eq!(project.shell("app.db", "SELECT * FROM notes;"), "1|1|x\n");
}

#[test]
fn a_locked_and_a_read_only_database_are_left_alone() {
    let project = project();
    project.well("downgrade -d app.db");
    let holder = project.open("app.db");
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    for command in ["upgrade", "downgrade --allow drops-column", "stamp head --force"] {
        let words = format!("{command} -d app.db");
        project.run(words.split(' ')).code(2).complains("the database is locked by another connection");
    }
    holder.execute_batch("ROLLBACK").unwrap();
    // Readers are not in the way of `current`, nor it in theirs.
    holder.execute_batch("BEGIN; SELECT * FROM users;").unwrap();
    project.well("current -d app.db");
    holder.execute_batch("ROLLBACK").unwrap();
    drop(holder);

    let mut permissions = fs::metadata(project.path("app.db")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(project.path("app.db"), permissions).unwrap();
    project.well("current -d app.db");
    project.well("check -d app.db");
    // The superuser may write all the same.
    let may_write = fs::OpenOptions::new().append(true).open(project.path("app.db")).is_ok();
    if may_write {
        eprintln!("SKIPPED: this user may write read-only files");
        return;
    }
    let before = fs::read(project.path("app.db")).unwrap();
    for command in ["upgrade", "downgrade --allow drops-column", "stamp head --force"] {
        let words = format!("{command} -d app.db");
        project.run(words.split(' ')).code(2).complains("cannot be written");
    }
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
}

/// Ctrl-C in the midst of a long copy.
#[test]
#[cfg(unix)]
fn an_interrupted_upgrade_is_rolled_back() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.shell(
        "app.db",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
         INSERT INTO users SELECT i, 'somebody with a name ' || i FROM n;",
    );
    project.declare(&NOTES.replace("name text,", "name text unique,"));
    project.well("snapshot -m unique");
    let before = project.shape("app.db");
    for wait in [150, 300, 450] {
        let mut command = command(&project.path(""));
        let child =
            command.args(["upgrade", "-d", "app.db"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let pid = child.id().to_string();
        std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap();
        let ran = ran(child.wait_with_output().unwrap());
        if ran.code == 0 {
            eprintln!("SKIPPED: it was faster than the signal");
            return;
        }
        if ran.code == 1 {
            let ran = ran.complains("the upgrade was cancelled").complains("nothing was changed");
            assert!(!ran.err.contains("panicked"));
        } else {
            // Before it began: the signal's own way.
            assert!(ran.code == -1 || ran.code == 130, "{}", ran.code);
        }
        assert_eq!(project.shape("app.db"), before);
        assert!(!project.exists("app.db-journal"));
    }
    assert_eq!(project.shell("app.db", "SELECT count(*) FROM users; PRAGMA integrity_check;"), "400000\nok\n");
    project.well("upgrade -d app.db");
    assert_eq!(project.shell("app.db", "SELECT count(*) FROM users;"), "400000\n");
}

#[test]
fn what_is_lost_has_the_name_that_it_has_in_the_database() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let phone = NOTES.replace("name text,", "name text,\n        phone text?,\n        age integer?,");
    project.declare(&phone);
    project.well("snapshot -m phone");
    let tel = phone.replace("phone text?", "tel text?").replace("age integer?", "age text?");
    project.declare(&tel.replace("table users", "table people").replace("references users", "references people"));
    project
        .run([
            "snapshot",
            "-m",
            "tel",
            "--rename",
            "users=people",
            "--rename",
            "people.phone=tel",
            "--cast",
            "people.age=age",
        ])
        .code(0);
    project.well("upgrade -d app.db");
    project.shell("app.db", "INSERT INTO people VALUES (1, 'Ann', NULL, '007');");
    fs::copy(project.path("app.db"), project.path("other.db")).unwrap();

    // The phones hold nothing, and the ages are told by what they are called.
    let ran = project.run(["downgrade", "-d", "app.db", "1"]).code(1);
    assert!(!ran.out.contains("users.phone") && !ran.out.contains("people.tel"), "{}", ran.out);
    ran.says("drops-column: column `people.age` is dropped");
    project.shell("app.db", "UPDATE people SET tel = '1', age = NULL;");
    let ran = project.run(["downgrade", "-d", "app.db", "1"]).code(1);
    ran.says("drops-column: column `people.tel` is dropped");

    // A value that becomes another is no loss that needs leave, but is told.
    let told = "converts: the values of `people.age` go from text to integer affinity; SQLite converts what it can";
    project.well("downgrade -d other.db --dry-run").says(told);
    project.well("downgrade -d other.db").says(told);
    assert_eq!(project.shell("other.db", "SELECT age, typeof(age) FROM users;"), "7|integer\n");
}

#[test]
fn what_was_dropped_since_comes_back_empty_and_is_no_loss() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "name text,\n        phone text?,"));
    project.well("snapshot -m phone");
    project.declare(NOTES);
    project.run(["snapshot", "-m", "no_phone", "--allow", "drops-column"]).code(0);
    project.well("upgrade -d app.db");
    project.shell("app.db", "INSERT INTO users VALUES (1, 'Ann');");
    project.well("downgrade -d app.db 1");
    assert_eq!(project.shell("app.db", "SELECT * FROM users;"), "1|Ann\n");
}
