//! A history of any length.

use std::borrow::Cow;

use schema_core::dialect::Dialect;
use schema_core::history::{History, Identity, Revision, Script};

/// A history in which each tenth revision creates a table and the others add a column or an index.
pub(crate) fn history(length: usize) -> History<'static> {
    let mut chain = Chain::default();
    chain.grow(length, "t");
    chain.history()
}

/// A chain that grows. A copy of it is a branch.
#[derive(Clone, Default)]
pub(crate) struct Chain {
    pub(crate) revisions: Vec<Revision<'static>>,
    tables: Vec<(String, Vec<String>, Vec<String>)>,
}

impl Chain {
    pub(crate) fn history(self) -> History<'static> {
        let declaration = snapshot(&self.tables).replacen("format 1\n", "", 1);
        History {
            name: "main".into(),
            revisions: Cow::Owned(self.revisions),
            declaration: declaration.into(),
            ..History::default()
        }
    }

    /// Adds so many revisions; the names of new tables begin so.
    pub(crate) fn grow(&mut self, length: usize, prefix: &str) {
        let Self { revisions, tables } = self;
        let first = revisions.len();
        for number in first..first + length {
            let (up, down);
            if number % 10 == 0 || number == first {
                let name = format!("{prefix}{number}");
                up = format!(
                    "CREATE TABLE \"{name}\" (\n    \"id\" INTEGER PRIMARY KEY,\n    \"body\" TEXT NOT NULL\n);\n"
                );
                down = format!("DROP TABLE \"{name}\";\n");
                tables.push((name, vec!["id integer primary key".into(), "body text".into()], Vec::new()));
            } else {
                let (name, columns, indexes) = tables.last_mut().expect("a table");
                if number % 10 == 9 {
                    up = format!("CREATE INDEX \"ix_{name}_body\" ON \"{name}\" (\"body\");\n");
                    down = format!("DROP INDEX \"ix_{name}_body\";\n");
                    indexes.push(format!("index ix_{name}_body (body)"));
                } else {
                    up = format!("ALTER TABLE \"{name}\" ADD COLUMN \"c{number}\" TEXT;\n");
                    down = format!("ALTER TABLE \"{name}\" DROP COLUMN \"c{number}\";\n");
                    columns.push(format!("c{number} text?"));
                }
            }
            let snapshot = snapshot(tables);
            let scripts = vec![Script { dialect: Dialect::Sqlite, up: up.into(), down: down.into() }];
            let identity = Identity::of(revisions.last().map(|parent| parent.identity), &snapshot, &scripts);
            revisions.push(Revision {
                name: format!("{:04}_{prefix}", number + 1).into(),
                identity,
                snapshot: snapshot.into(),
                scripts: Cow::Owned(scripts),
            });
        }
    }
}

fn snapshot(tables: &[(String, Vec<String>, Vec<String>)]) -> String {
    let mut text = String::from("format 1\n");
    for (name, columns, indexes) in tables {
        text.push_str(&format!("\ntable {name} {{\n"));
        for line in columns.iter().chain(indexes) {
            text.push_str(&format!("    {line},\n"));
        }
        text.push_str("}\n");
    }
    text
}
