//! What a person sees and answers at a terminal: a real one, by `script` of util-linux.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{NOTES, Project, Ran, ran};

/// Runs the command in a terminal of so many columns, where this is typed; `None` where there is none to be had.
fn at_terminal(project: &Project, columns: usize, arguments: &str, typed: &str) -> Option<Ran> {
    let has_script = Command::new("script").arg("--version").output();
    if !has_script.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("util-linux")) {
        eprintln!("SKIPPED: a terminal needs `script` of util-linux");
        return None;
    }
    let inner =
        format!("stty cols {columns} rows 24; exec timeout 60 {} {arguments}", env!("CARGO_BIN_EXE_cargo-schema"));
    let mut child = Command::new("script")
        .args(["-qec", &inner, "/dev/null"])
        .current_dir(project.path(""))
        .env("CARGO_NET_OFFLINE", "true")
        .env("TERM", "xterm")
        .env_remove("COLUMNS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).unwrap();
    // Its end is Ctrl-D at the terminal.
    drop(stdin);
    Some(ran(child.wait_with_output().unwrap()))
}

#[test]
fn a_question_is_answered_by_a_line() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    fs::copy(project.path("app.db"), project.path("kept.db")).unwrap();
    let rows = "SELECT count(*) FROM users;";
    for (typed, code) in [("n\n", 1), ("no\n", 1), ("\n", 1), ("what?\nn\n", 1), ("", 1), ("YES\n", 0), ("y\n", 0)] {
        project.shell("app.db", "INSERT OR IGNORE INTO users VALUES (1, 'Ann');");
        let Some(ran) = at_terminal(&project, 80, "restore -d app.db --from kept.db", typed) else { return };
        assert_eq!(ran.code, code, "{typed:?}: {}", ran.out);
        assert!(ran.out.contains("Go on?") && ran.out.contains("[y/N]"), "{}", ran.out);
        let told = match typed {
            "" => "the question was not answered",
            _ if code == 1 => "nothing was done",
            _ => "is what `kept.db` holds",
        };
        assert!(ran.out.contains(told), "{typed:?}: {}", ran.out);
        assert_eq!(project.shell("app.db", rows), if code == 0 { "0\n" } else { "1\n" }, "{typed:?}");
    }
    // Without a terminal nobody is asked.
    let ran = project.run(["restore", "-d", "app.db", "--from", "kept.db"]).code(0);
    assert!(!ran.err.contains("Go on?"));
}

#[test]
fn a_long_upgrade_has_a_bar_that_fits_and_leaves_nothing_behind() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.shell(
        "app.db",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600000)
         INSERT INTO users SELECT i, 'somebody of that name ' || i FROM n;",
    );
    project.declare(&NOTES.replace("name text,", "name text,\n        email text unique,"));
    project.run(["snapshot", "-m", "the addresses of everybody who has any", "--backfill", "users.email=name"]).code(0);
    for columns in [100, 40] {
        fs::copy(project.path("app.db"), project.path("copy.db")).unwrap();
        let Some(ran) = at_terminal(&project, columns, "upgrade -d copy.db", "") else { return };
        assert_eq!(ran.code, 0, "{}", ran.out);
        let drawn: Vec<String> = ran.out.split(['\r', '\n']).map(plain).collect();
        assert!(drawn.iter().any(|line| line.contains("0002_the")), "{drawn:#?}");
        let bars: Vec<&String> = drawn.iter().filter(|line| line.contains('%')).collect();
        for line in &bars {
            let line = line.trim_end();
            assert!(line.chars().count() <= columns && line.ends_with(" left"), "{columns}: {line:?}");
            assert!(columns < 100 || line.contains(" of 600,000 rows "), "{columns}: {line:?}");
        }
        assert!(!bars.is_empty(), "{columns}: no bar in {drawn:#?}");
        println!("{columns}: {:?}", bars[bars.len() / 2]);
        // The last that stands there is what was done.
        let last: Vec<&String> = drawn.iter().filter(|line| !line.trim().is_empty()).collect();
        assert!(last.last().unwrap().ends_with("statements"), "{drawn:#?}");
    }
}

/// A line without what moves the cursor and colours it.
fn plain(line: &str) -> String {
    let mut plain = String::new();
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter != '\u{1b}' {
            plain.push(letter);
            continue;
        }
        if letters.next() == Some('[') {
            for letter in letters.by_ref() {
                if letter.is_ascii_alphabetic() {
                    break;
                }
            }
        }
    }
    plain
}
