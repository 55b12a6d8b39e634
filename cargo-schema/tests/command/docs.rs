//! docs/commands.md tells the truth: each of its `console` blocks is run, in one project, in order.
//!
//! `<!-- write PATH … -->` writes a file before the next block. With `FROSTLINE_UPDATE_DOCS` set the page
//! gets what is printed now.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::Project;

#[test]
fn the_page_prints_what_the_command_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/commands.md");
    let page = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let project = Project::empty();
    let mut made = String::new();
    let mut lines = page.lines();
    let mut blocks = 0;
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").unwrap();
        if let Some(file) = line.strip_prefix("<!-- write ") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "-->").collect();
            project.write(file, &format!("{}\n", text.join("\n")));
            writeln!(made, "{}\n-->", text.join("\n")).unwrap();
        } else if line == "```console" {
            blocks += 1;
            for line in lines.by_ref().take_while(|line| *line != "```") {
                let Some(command) = line.strip_prefix("$ cargo schema ") else { continue };
                let ran = project.run(words(command));
                write!(made, "{line}\n{}", without_moments(&format!("{}{}", ran.out, ran.err))).unwrap();
            }
            made.push_str("```\n");
        }
    }
    assert!(blocks > 10);
    if std::env::var_os("FROSTLINE_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    } else {
        assert_eq!(made, page, "run it with FROSTLINE_UPDATE_DOCS=1 and look at what changed");
    }
}

/// The words of a command, as a shell takes double quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in command.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            letter => words.last_mut().unwrap().push(letter),
        }
    }
    words
}

/// The text with one moment in place of every other: `2026-01-31T12:00:00Z`.
fn without_moments(text: &str) -> String {
    let shape = "dddd-dd-ddTdd:dd:ddZ";
    let is_moment = |at: usize| {
        text.get(at..at + shape.len()).is_some_and(|text| {
            text.chars().zip(shape.chars()).all(|(a, b)| if b == 'd' { a.is_ascii_digit() } else { a == b })
        })
    };
    let mut made = String::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if is_moment(at) {
            made.push_str("2026-01-31T12:00:00Z");
            at += shape.len();
        } else {
            made.push(letter);
            at += letter.len_utf8();
        }
    }
    made
}
