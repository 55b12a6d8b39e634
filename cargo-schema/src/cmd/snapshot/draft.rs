//! What would be frozen, printed.

use std::path::Path;

use schema_core::dialect::Dialect;
use schema_core::history::Draft;

use crate::error::Result;
use crate::report;
use crate::session::Session;

pub(super) fn print_draft(draft: &Draft, revisions: &Path, session: &mut Session<'_>) -> Result<()> {
    session.shell.status("\nwould be written:")?;
    let folder = revisions.join(&draft.name);
    let mut files = vec![folder.join("snapshot.schema")];
    for script in &draft.scripts {
        files.push(folder.join(format!("{}.up.sql", script.dialect.word())));
        files.push(folder.join(format!("{}.down.sql", script.dialect.word())));
    }
    files.push(revisions.join("history"));
    for file in files {
        session.shell.status(format!("  {}", report::shown(&file, &session.directory)))?;
    }
    if let Some(script) = draft.scripts.iter().find(|script| script.dialect == Dialect::Sqlite) {
        session.shell.status("\nwith this SQL on the way up:\n")?;
        session.shell.print_raw(&script.up)?;
    }
    Ok(())
}
