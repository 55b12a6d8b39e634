//! `cargo schema fmt`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use schema_core::fault::Site;
use schema_core::syntax::{Declaration, Settings, parse_declaration, print_model};

use crate::error::{Error, Outcome, Result};
use crate::report::{self, Diagnostic, Place};
use crate::session::Session;

const AFTER_HELP: &str = "\
Without FILE: the `.schema` files that the declarations here name. The canonical text is that of the snapshots: names that \
were left out are written down, and keys, references and indexes stand after the columns. It says the same schema.

A file with a comment that is no doc comment is refused: the canonical text has no place for it.

Examples:
  cargo schema fmt
  cargo schema fmt --check                in CI
  cargo schema fmt schema/app.schema
  cargo schema fmt - < app.schema         prints it

Exit codes: 0 done, or every file has that form already; 1 --check found one that has not, or a file is broken; 2 it could \
not run.";

/// Write `.schema` files in their canonical form
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The files; `-` is stdin, whose canonical text is printed
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write nothing, and name the files that have another form
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    if arguments.files == [Path::new("-")] {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Error::could_not_run("stdin cannot be read as text").caused_by(error))?;
        let Some(canonical) = canonical(&text, Path::new("stdin"), session)? else { return Ok(Outcome::Wanting) };
        if !arguments.check {
            session.shell.print_raw(&canonical)?;
            return Ok(Outcome::Fine);
        }
        return Ok(if canonical == text { Outcome::Fine } else { Outcome::Wanting });
    }
    let files: Vec<PathBuf> = match arguments.files.is_empty() {
        false => arguments.files.iter().map(|file| session.directory.join(file)).collect(),
        true => session.all()?.iter().map(|declared| declared.file().to_path_buf()).filter(is_schema).collect(),
    };
    if files.is_empty() {
        session.shell.status("no declaration here is a `.schema` file: nothing to do")?;
    }
    let mut outcome = Outcome::Fine;
    for file in &files {
        let shown = report::shown(file, &session.directory);
        let text = std::fs::read_to_string(file)
            .map_err(|error| Error::could_not_run(format!("`{shown}` cannot be read: {error}")).caused_by(error))?;
        let Some(canonical) = canonical(&text, file, session)? else {
            outcome = Outcome::Wanting;
            continue;
        };
        if text.replace("\r\n", "\n") == canonical {
            continue;
        }
        if arguments.check {
            outcome = Outcome::Wanting;
            session.shell.print(format!("{shown} has another form; run `cargo schema fmt`"))?;
            continue;
        }
        let ends = if text.contains("\r\n") { canonical.replace('\n', "\r\n") } else { canonical };
        std::fs::write(file, ends)
            .map_err(|error| Error::could_not_run(format!("`{shown}` cannot be written: {error}")).caused_by(error))?;
        session.shell.status(format!("formatted {shown}"))?;
    }
    Ok(outcome)
}

fn is_schema(file: &PathBuf) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("schema"))
}

/// The canonical text; `None` when the text is broken, which is told then.
fn canonical(text: &str, file: &Path, session: &mut Session<'_>) -> Result<Option<String>> {
    let shown = report::shown(file, &session.directory);
    let is_frozen = text.lines().map(str::trim).find(|line| !line.is_empty());
    if is_frozen.is_some_and(|line| line.split_whitespace().next() == Some("format")) {
        return Err(Error::refused(format!("`{shown}` is a frozen snapshot, which nobody edits; leave it as it is")));
    }
    let parsed = parse_declaration(text);
    let source: Rc<str> = text.into();
    if !parsed.faults.is_empty() {
        let told: Vec<Diagnostic> = parsed
            .faults
            .into_iter()
            .map(|fault| {
                let range = match fault.site {
                    Site::Source(span) => Some(span.start..span.end),
                    _ => None,
                };
                let place = Place::new(file, Rc::clone(&source), range);
                Diagnostic { code: fault.kind.code(), message: fault.message, place }
            })
            .collect();
        session.complain(&told)?;
        return Ok(None);
    }
    if let Some(at) = comment(text) {
        let line = text[..at].matches('\n').count() + 1;
        return Err(Error::refused(format!(
            "`{shown}` has a comment in line {line}, for which the canonical form has no place; make it a doc comment (`///`) \
             or take it out"
        )));
    }
    let Declaration { settings, model, .. } = parsed.value;
    let canonical = format!("{}{}", top(&settings), print_model(&model));
    // Whoever trusts it with a file gets the same schema back, or the file as it was.
    let again = parse_declaration(&canonical);
    if !again.faults.is_empty() || again.value.model != model || again.value.settings != settings {
        return Err(Error::could_not_run(format!(
            "`{shown}` does not read back from its canonical form; it was left alone"
        )));
    }
    Ok(Some(canonical))
}

/// The settings at the top, and a blank line.
fn top(settings: &Settings) -> String {
    let named = [("revisions", &settings.revisions), ("history", &settings.history)];
    let lines: Vec<String> =
        named.into_iter().filter_map(|(name, value)| Some(format!("#![{name} = {:?}]\n", value.as_ref()?))).collect();
    if lines.is_empty() { String::new() } else { format!("{}\n", lines.concat()) }
}

/// Where the first comment begins that is no doc comment.
fn comment(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text.get(at..).unwrap_or_default();
        if rest.starts_with("//") {
            let is_doc = rest.starts_with("///") && !rest.starts_with("////");
            if !is_doc {
                return Some(at);
            }
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            return Some(at);
        } else if rest.starts_with("r\"") || rest.starts_with("r#") {
            let hashes = rest[1..].bytes().take_while(|byte| *byte == b'#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            let body = 1 + hashes + 1;
            at += rest.get(body..).and_then(|body| body.find(&end)).map_or(body, |found| body + found + end.len());
        } else if rest.starts_with('"') {
            at += 1;
            while at < bytes.len() && bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at += 1;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_told_from_what_looks_like_one() {
        for text in ["/// x\ntable t {}", "default \"// no\"", "check r#\"a \" // b\"#", "\"\\\" // x\"", "ü"] {
            assert_eq!(comment(text), None, "{text}");
        }
        for (text, at) in [("a // b", 2), ("//// x", 0), ("/* x */", 0), ("\"a\" // \"", 4), ("r\"x\" //", 5)] {
            assert_eq!(comment(text), Some(at), "{text}");
        }
    }
}
