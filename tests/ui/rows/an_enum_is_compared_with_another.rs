use frostline::Table;

// What `schema!` makes of two enums and a table.
frostline::__private::enumeration! {
    /// How far a bug has come.
    BugState = "bug_state" {
        /// `open` in the database.
        Open = "open",
    }
}

frostline::__private::enumeration! {
    /// How bad it is.
    Severity = "severity" {
        /// `low` in the database.
        Low = "low",
    }
}

#[allow(non_upper_case_globals)]
mod bugs {
    use frostline::{Column, TableInfo};

    pub type Row = super::Bug;
    pub type Key = i64;
    pub static TABLE: TableInfo = TableInfo::new("bugs", &[("id", 0), ("state", 0), ("severity", 2)], &[0]);
    pub const id: Column<Row, i64> = Column::new(&TABLE, 0);
    pub const state: Column<Row, super::BugState> = Column::new(&TABLE, 1);
    pub const severity: Column<Row, Option<super::Severity>> = Column::new(&TABLE, 2);
}

#[derive(Table)]
#[table(bugs)]
struct Bug {
    id: i64,
    state: BugState,
    severity: Option<Severity>,
}

fn asked() {
    let _ = Bug::query().filter(bugs::state.eq(Severity::Low));
}

fn main() {}
