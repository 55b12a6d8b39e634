//! A script that runs as it stands, in the sqlite3 shell or through any driver.

/// Puts statements into the frame that they need: foreign keys off before the transaction, since SQLite
/// ignores that inside of one, and on again after it.
///
/// `title` is the first line.
pub(crate) fn framed(title: &str, body: &str) -> String {
    let title = title.replace(['\n', '\r'], " ");
    let gap = if body.ends_with('\n') { "" } else { "\n" };
    format!(
        "-- {title}\n\
         -- Run it so that it stops at the first error: sqlite3 -bail FILE < SCRIPT\n\
         PRAGMA foreign_keys = OFF;\n\
         BEGIN IMMEDIATE;\n\
         {body}{gap}\n\
         -- `PRAGMA foreign_key_check;` lists here the rows that are without their parent; `ROLLBACK;` undoes it all.\n\
         COMMIT;\n\
         PRAGMA foreign_keys = ON;\n"
    )
}
