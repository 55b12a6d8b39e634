//! The cases in `cases/`: one change a file, its name says what it shows.
//!
//! A file has sections, each headed by `--- name`:
//!
//! | section | holds |
//! |---|---|
//! | `from`, `to` | the models, in the language; left out, the model is empty |
//! | `transition` | the answers, as a snapshot has them |
//! | `rows` | SQL that fills the old tables; left out, strange rows are made |
//! | `version` | the SQLite to plan for; left out, the oldest that Frostline supports |
//! | `expect` | what comes of it, a line each |
//!
//! | line of `expect` | means |
//! |---|---|
//! | `rebuilds NAME …` | these tables are rebuilt, and no other; `rebuilds nothing` |
//! | `empty` | the plan has no step |
//! | `unplannable TEXT` | the plan is refused, and the message has this text; may stand more than once |
//! | `looks COUNT KEY TEXT` | the looks find this, and no more than such lines say |
//! | `refused TEXT` | the rows do not allow it: the script fails with this text, and changes nothing |
//! | `says TEXT` | the script has this text |
//! | `QUERY => VALUE` | afterwards the query gives this, as SQLite quotes it, rows joined by `; ` |

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use schema_core::model::{Model, Transition};
use schema_core::plan::{Target, plan};

use super::laws::{self, Outcome};
use super::model::{model, target, transition};
use super::rows::{Random, fill};
use super::script;

fn sections(text: &str) -> BTreeMap<&str, String> {
    let mut sections: BTreeMap<&str, String> = BTreeMap::new();
    let mut name = "";
    for line in text.lines() {
        match line.strip_prefix("--- ") {
            Some(heading) => {
                name = heading.trim();
                assert!(
                    ["from", "to", "transition", "rows", "version", "expect"].contains(&name),
                    "no such section: {name}"
                );
                assert!(sections.insert(name, String::new()).is_none(), "two sections {name}");
            }
            None => {
                let section = sections.entry(name).or_default();
                section.push_str(line);
                section.push('\n');
            }
        }
    }
    sections
}

fn answer(connection: &Connection, query: &str) -> String {
    let mut statement = connection.prepare(query).unwrap_or_else(|error| panic!("{error}\n{query}"));
    let count = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let spelled = (0..count).map(|at| {
            let value: rusqlite::types::Value = row.get(at).unwrap();
            connection.query_row("SELECT quote(?1)", [value], |row| row.get::<_, String>(0)).unwrap()
        });
        lines.push(spelled.collect::<Vec<_>>().join(" "));
    }
    lines.join("; ")
}

fn run(text: &str) -> Result<(), String> {
    let sections = sections(text);
    let read = |name: &str| sections.get(name).map_or_else(Model::default, |text| model(text));
    let (from, to) = (read("from"), read("to"));
    let transition = transition(sections.get("transition").map_or("", String::as_str));
    let target = sections.get("version").map_or(Target::SQLITE, |text| {
        let (major, minor) = text.trim().split_once('.').unwrap();
        target(major.parse().unwrap(), minor.parse().unwrap())
    });
    if sections.contains_key("version") && (target.version.0, target.version.1) > script::library() {
        script::skipped(&format!("a case for SQLite {}.{}", target.version.0, target.version.1));
        return Ok(());
    }
    let expected: Vec<&str> = sections["expect"].lines().filter(|line| !line.is_empty()).collect();

    let refusals: Vec<&str> = expected.iter().filter_map(|line| line.strip_prefix("unplannable ")).collect();
    if !refusals.is_empty() {
        let error = match plan(&from, &to, &transition, &target) {
            Err(error) => error,
            Ok(plan) => return Err(format!("it was planned:\n{}", script::text(&plan))),
        };
        assert!(error.is_unplannable());
        let missing = refusals.iter().find(|text| !error.to_string().contains(*text));
        return missing.map_or(Ok(()), |text| Err(format!("the message lacks {text:?}: {error}")));
    }

    let prepare = |connection: &Connection| match sections.get("rows") {
        Some(sql) => connection.execute_batch(sql).unwrap(),
        None => fill(connection, &from, &mut Random::new(7), 4),
    };
    let answers = std::cell::RefCell::new(Vec::new());
    let probe = |connection: &Connection| {
        for (query, value) in expected.iter().filter_map(|line| line.split_once(" => ")) {
            let found = answer(connection, query);
            if found != value {
                answers.borrow_mut().push(format!("{query}\n  wanted {value}\n  found  {found}"));
            }
        }
    };
    let (outcome, plan) = laws::hold(&from, &to, &transition, &target, prepare, probe)?;
    let script = script::text(&plan);
    let fail = |what: String| Err(format!("{what}\n\n{script}"));
    if let Some(wrong) = answers.borrow().first() {
        return fail(wrong.clone());
    }
    through_the_run_time(&from, &to, &transition, &script, prepare, &outcome)
        .or_else(|error| fail(format!("by the run time: {error}")))?;
    let refused = expected.iter().find_map(|line| line.strip_prefix("refused "));
    match (&outcome, refused) {
        (Outcome::Ran, None) => {}
        (Outcome::Refused(error, _), Some(text)) if error.contains(text) => {}
        (outcome, _) => return fail(format!("{outcome:?}")),
    }
    let wanted: Vec<&str> = expected.iter().filter_map(|line| line.strip_prefix("looks ")).collect();
    let found = if let Outcome::Refused(_, found) = &outcome { found.as_slice() } else { &[] };
    if wanted != found {
        return fail(format!("looks: wanted {wanted:#?}, found {found:#?}"));
    }
    for line in expected {
        if let Some(tables) = line.strip_prefix("rebuilds ") {
            let tables = if tables == "nothing" { "" } else { tables };
            let rebuilt = laws::rebuilt(&plan).join(" ");
            if rebuilt != tables {
                return fail(format!("wanted rebuilds of {tables:?}, found {rebuilt:?}"));
            }
        } else if let Some(text) = line.strip_prefix("says ") {
            if !script.contains(text) {
                return fail(format!("the script lacks {text:?}"));
            }
        } else if line == "empty" {
            if !plan.steps.is_empty() {
                return fail("the plan is not empty".to_owned());
            }
        } else if !line.contains(" => ") && !line.starts_with("refused ") && !line.starts_with("looks ") {
            return fail(format!("what is {line:?}?"));
        }
    }
    Ok(())
}

/// The same script as users run it.
fn through_the_run_time(
    from: &Model,
    to: &Model,
    transition: &Transition,
    script: &str,
    prepare: impl Fn(&Connection),
    outcome: &Outcome,
) -> Result<(), String> {
    let mut connection = script::made(from)?;
    prepare(&connection);
    let read = schema_sqlite::inspect(&connection).map_err(|error| error.to_string())?.model;
    let apply = schema_sqlite::Apply { script, from: &read, to, transition };
    match (apply.run(&mut connection), outcome) {
        (Ok(_), Outcome::Ran) => Ok(()),
        (Err(error), Outcome::Refused(_, found)) if error.is_rows() != found.is_empty() => Ok(()),
        (result, _) => Err(format!("{result:?}")),
    }
}

#[test]
fn every_case_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plan/cases");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut failed = Vec::new();
    for path in &paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if std::env::var("CASE").is_ok_and(|only| !name.contains(&only)) {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let result = std::panic::catch_unwind(|| run(&text));
        match result {
            Ok(Ok(())) => {}
            Ok(Err(error)) => failed.push(format!("=== {name}\n{error}")),
            Err(_) => failed.push(format!("=== {name}\npanicked; see above")),
        }
    }
    assert!(!paths.is_empty());
    assert!(failed.is_empty(), "{} of {} cases failed\n\n{}", failed.len(), paths.len(), failed.join("\n\n"));
}
