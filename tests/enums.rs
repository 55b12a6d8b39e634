//! Enums of the language, from the declaration to the rows and back.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![deny(missing_docs, warnings)]

/// A program whose own names are those that generated code must not meet.
#[allow(dead_code)]
mod tracker {
    pub(super) struct Result;
    pub(super) struct Option;
    pub(super) struct String;
    pub(super) struct Ok;
    pub(super) struct Some;
    pub(super) struct Err;
    #[allow(non_camel_case_types)]
    pub(super) struct str;
    pub(super) trait Clone {}
    pub(super) trait Copy {}
    pub(super) trait Hash {}
    pub(super) trait From {}
    pub(super) trait FromStr {}
    mod core {}
    mod std {}
    mod frostline {}

    ::frostline::schema! {
        #![revisions = "tests/enums/revisions"]
        #![history = "enums"]

        /// How far a bug has come.
        enum bug_state {
            open,
            /// Somebody works on it.
            in_progress,
            "won't fix" as WontFix,
        }

        enum severity { high, low }

        /// Texts that Rust does not take as they are.
        enum "Self" as Odd { "", größe, r#type, "2nd", Self, Err, None }

        table users as User { id integer primary key, name text }

        table bugs as Bug {
            id integer primary key,
            state enum bug_state default "open",
            severity enum severity?,
            before enum bug_state? as super::Before,
            owner integer? references users (id) on delete set null,
            note text default "open",
            odd enum "Self" default "",

            index (state),
        }

        /// How long a bug may wait.
        table policies as Policy {
            state enum bug_state,
            severity enum severity,
            days integer,

            primary key (state, severity),
        }

        table colours as Colour {
            state enum bug_state primary key,
            name text,
            contrast enum bug_state? references colours (state),
            unique (contrast),
        }
    }
}

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use frostline::rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use frostline::rusqlite::{self, Connection};
use frostline::{Column, Enum, Insert, Lent, NoValue, Table, Unique, count};
use tracker::{Bug, BugState, Colour, NewBug, Odd, Policy, Severity, bugs, colours, policies, upgrade};

/// A state as this program keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Before(pub BugState);

impl FromSql for Before {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        BugState::column_result(value).map(Self)
    }
}

impl ToSql for Before {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    upgrade(&mut connection).unwrap();
    connection
}

/// Three bugs, one of each state.
fn bugs() -> Connection {
    let connection = database();
    for (state, severity) in BugState::ALL.iter().zip([Some(Severity::High), None, Some(Severity::Low)]) {
        NewBug { state: Some(*state), severity, ..NewBug::new() }.insert(&connection).unwrap();
    }
    connection
}

#[test]
fn an_enum_is_the_list_of_its_texts() {
    assert_eq!(BugState::ALL, [BugState::Open, BugState::InProgress, BugState::WontFix]);
    assert_eq!(
        BugState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>(),
        ["open", "in_progress", "won't fix"]
    );
    assert_eq!(
        Odd::ALL.iter().map(|odd| odd.as_str()).collect::<Vec<_>>(),
        ["", "größe", "type", "2nd", "Self", "Err", "None"]
    );
    assert_eq!([Odd::__, Odd::Größe, Odd::Type, Odd::_2nd, Odd::Self_, Odd::Err, Odd::None], *Odd::ALL);
    const TEXT: &str = BugState::WontFix.as_str();
    assert_eq!(format!("{TEXT} {:>10} {:?}", Severity::Low, BugState::InProgress), "won't fix        low InProgress");
    for state in BugState::ALL {
        assert_eq!(state.as_str().parse(), Ok(*state));
    }
    let error: NoValue = "Open".parse::<BugState>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Open` is no value of enum `bug_state`; its values are `open`, `in_progress`, `won't fix`"
    );
    assert_eq!((error.text(), error.name()), ("Open", "bug_state"));
    // As they were declared, not as their texts sort.
    assert!(BugState::Open < BugState::InProgress && Severity::High < Severity::Low);
    let hash = |state: BugState| {
        let mut hasher = DefaultHasher::new();
        state.hash(&mut hasher);
        hasher.finish()
    };
    assert_eq!(hash(BugState::Open), hash(BugState::Open));
    assert_ne!(hash(BugState::Open), hash(BugState::InProgress));
    fn over_any<E: Enum>() -> (&'static str, usize) {
        (E::NAME, E::ALL.len())
    }
    assert_eq!((over_any::<Odd>(), over_any::<BugState>()), (("Self", 7), ("bug_state", 3)));
}

/// The blocks of `docs/rows.md`.
#[test]
fn the_guide_says_so() -> Result<(), frostline::Error> {
    let connection = bugs();
    let open = Bug::query().filter(bugs::state.in_list([BugState::Open, BugState::InProgress])).all(&connection)?;
    let by_state: Vec<(BugState, i64)> = Bug::query().group_by(bugs::state).select(count()).all(&connection)?;
    NewBug { state: Some(BugState::WontFix), ..NewBug::new() }.insert(&connection)?;
    assert_eq!((open.len(), by_state.len(), Bug::count(&connection)?), (2, 3, 4));

    let texts: Vec<&str> = BugState::ALL.iter().map(|state| state.as_str()).collect();
    assert_eq!(texts, ["open", "in_progress", "won't fix"]);
    assert_eq!("won't fix".parse(), Ok(BugState::WontFix));
    assert_eq!(
        "Open".parse::<BugState>().unwrap_err().to_string(),
        "`Open` is no value of enum `bug_state`; its values are `open`, `in_progress`, `won't fix`"
    );
    Ok(())
}

#[test]
fn columns_have_the_type_of_their_enum() {
    let _: Column<Bug, BugState, tracker::column_names::state> = bugs::state;
    let _: Column<Bug, Option<Severity>, tracker::column_names::severity> = bugs::severity;
    let _: Column<Bug, Option<Before>, tracker::column_names::before> = bugs::before;
    let _: fn(policies::Key) -> (BugState, Severity) = |key| key;
    let _: fn(colours::Key) -> BugState = |key| key;
    let _: Unique<Colour, BugState> = colours::unique_contrast;
}

#[test]
fn rows_are_written_and_read() {
    let connection = database();
    let row = Bug {
        id: 1,
        state: BugState::WontFix,
        severity: None,
        before: Some(Before(BugState::Open)),
        owner: None,
        note: "x".to_owned(),
        odd: Odd::__,
    };
    row.insert(&connection).unwrap();
    assert_eq!(Bug::find(&connection, 1).unwrap(), Some(row.clone()));
    let texts: (String, Option<String>, String) = connection
        .query_row("SELECT state, severity, before FROM bugs", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    assert_eq!(texts, ("won't fix".to_owned(), None, "open".to_owned()));
    // What is left out is the default.
    let form: Bug = NewBug::new().insert_returning(&connection).unwrap();
    assert_eq!((form.state, form.odd, form.severity), (BugState::Open, Odd::__, None));
    assert!(format!("{form:?}").contains("state: Open"));
    // The database itself refuses what is no value, and takes null where the column does.
    let refused = connection.execute("UPDATE bugs SET state = 'OPEN'", []).unwrap_err();
    assert!(refused.to_string().contains("ck_bugs_state"), "{refused}");
    for wrong in ["''", "1", "x'6f70656e'", "'open '"] {
        assert!(connection.execute(&format!("UPDATE bugs SET severity = {wrong}"), []).is_err(), "{wrong}");
    }
    connection.execute("UPDATE bugs SET severity = NULL, odd = 'größe'", []).unwrap();
}

/// Every row that there can be, and SQLite's own shell as the second reader.
#[test]
fn every_value_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let mut connection = Connection::open(&path).unwrap();
    upgrade(&mut connection).unwrap();
    let severities = || Severity::ALL.iter().map(|severity| Some(*severity)).chain([None]);
    let mut rows = Vec::new();
    for state in BugState::ALL {
        for severity in severities() {
            for odd in Odd::ALL {
                let (id, before) = (rows.len() as i64, severity.map(|_| Before(*state)));
                rows.push(Bug { id, state: *state, severity, before, owner: None, note: "x".to_owned(), odd: *odd });
            }
        }
    }
    Bug::insert_all(&connection, &rows).unwrap();
    assert_eq!(Bug::query().order_by(bugs::id.asc()).all(&connection).unwrap(), rows);
    let told: String = rows
        .iter()
        .map(|row| {
            format!(
                "{}|{}|{}
",
                row.state,
                row.severity.map_or("NULL", Severity::as_str),
                row.odd
            )
        })
        .collect();
    let shell = std::process::Command::new("sqlite3")
        .arg(&path)
        .arg("SELECT state, ifnull(severity, 'NULL'), odd FROM bugs ORDER BY id")
        .output();
    match shell {
        Ok(output) => assert_eq!(String::from_utf8(output.stdout).unwrap(), told),
        Err(error) => println!("SKIPPED the shell: {error}"),
    }
}

#[test]
fn a_text_that_is_no_value_is_told_with_its_row() {
    let connection = bugs();
    connection
        .execute_batch("PRAGMA ignore_check_constraints = ON; UPDATE bugs SET state = 'gone' WHERE id = 2")
        .unwrap();
    let error = Bug::find(&connection, 2).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `bugs.state` of the row with key `2` does not fit its field of type `BugState`: `gone` is no value of enum \
         `bug_state`; its values are `open`, `in_progress`, `won't fix`"
    );
}

#[test]
fn conditions_orders_and_groups_take_variants() {
    let connection = bugs();
    let ids = |query: frostline::TableQuery<'_, Bug>| -> Vec<i64> {
        query.order_by(bugs::id.asc()).all(&connection).unwrap().iter().map(|bug| bug.id).collect()
    };
    assert_eq!(ids(Bug::query().filter(bugs::state.eq(BugState::InProgress))), [2]);
    assert_eq!(ids(Bug::query().filter(bugs::state.ne(&BugState::InProgress))), [1, 3]);
    assert_eq!(ids(Bug::query().filter(bugs::state.in_list([BugState::Open, BugState::WontFix]))), [1, 3]);
    assert_eq!(ids(Bug::query().filter(bugs::state.in_list(BugState::ALL))), [1, 2, 3]);
    assert_eq!(ids(Bug::query().filter(bugs::state.not_in_list([BugState::Open]))), [2, 3]);
    assert_eq!(ids(Bug::query().filter(bugs::severity.eq(Severity::High))), [1]);
    assert_eq!(ids(Bug::query().filter(bugs::severity.eq(None))), [2]);
    assert_eq!(ids(Bug::query().filter(bugs::severity.is_not_null())), [1, 3]);
    assert_eq!(ids(Bug::query().filter(bugs::before.eq(Before(BugState::Open)))), [0_i64; 0]);
    // SQL orders by the texts.
    let sorted: Vec<BugState> =
        Bug::query().order_by(bugs::state.asc()).all(&connection).unwrap().iter().map(|bug| bug.state).collect();
    assert_eq!(sorted, [BugState::InProgress, BugState::Open, BugState::WontFix]);
    let order = (bugs::state.asc(), bugs::id.asc());
    let page = Bug::query().after(order, (BugState::InProgress, 2)).limit(1);
    assert_eq!(page.all(&connection).unwrap()[0].state, BugState::Open);
    let counts: Vec<(BugState, i64)> =
        Bug::query().group_by(bugs::state).select(count()).order_by(bugs::state.asc()).all(&connection).unwrap();
    assert_eq!(counts, [(BugState::InProgress, 1), (BugState::Open, 1), (BugState::WontFix, 1)]);
    let greatest = Bug::query().aggregate(&connection, bugs::state.max()).unwrap();
    assert_eq!(greatest, Some(BugState::WontFix));
    Bug::query()
        .filter(bugs::id.eq(1))
        .update(&connection, [bugs::state.set(BugState::WontFix), bugs::severity.set(None)])
        .unwrap();
    let bug = Bug::find(&connection, 1).unwrap().unwrap();
    assert_eq!((bug.state, bug.severity), (BugState::WontFix, None));
}

#[test]
fn keys_and_uniques_are_of_enums() {
    let connection = database();
    let key = (BugState::Open, Severity::High);
    let policy = Policy { state: key.0, severity: key.1, days: 3 };
    policy.insert(&connection).unwrap();
    assert_eq!(Policy::find(&connection, key).unwrap(), Some(policy));
    assert!(Policy::exists(&connection, key).unwrap());
    Policy { days: 4, state: key.0, severity: key.1 }.upsert(&connection).unwrap();
    assert_eq!(Policy::find(&connection, key).unwrap().unwrap().days, 4);
    assert_eq!(
        Policy { days: 4, state: BugState::WontFix, severity: key.1 }.insert_returning_key(&connection).unwrap(),
        (BugState::WontFix, key.1)
    );
    let colour = |state, contrast| Colour { state, name: "x".to_owned(), contrast };
    colour(BugState::Open, None).insert(&connection).unwrap();
    colour(BugState::WontFix, Some(BugState::Open)).insert(&connection).unwrap();
    assert!(colour(BugState::InProgress, Some(BugState::InProgress)).insert(&connection).is_ok());
    let found = Colour::find_by(&connection, colours::unique_contrast, BugState::Open).unwrap().unwrap();
    assert_eq!(found.state, BugState::WontFix);
    // The reference holds: a state that is no colour's.
    connection.execute("DELETE FROM colours WHERE state = 'in_progress'", []).unwrap();
    assert!(colour(BugState::InProgress, Some(BugState::InProgress)).upsert(&connection).is_ok());
}

/// Some columns, in types of one's own: an enum as it is, an enum as text, and text as an enum.
#[derive(Debug, PartialEq, Table)]
#[table(bugs)]
struct Summary {
    id: i64,
    state: BugState,
    severity: Option<String>,
    #[column(note)]
    noted: BugState,
}

#[derive(Table)]
#[table(bugs)]
struct Borrowed<'a> {
    state: BugState,
    note: &'a str,
}

#[test]
fn structs_of_ones_own_hold_enums() {
    let connection = bugs();
    let first = Summary::find(&connection, 1).unwrap().unwrap();
    assert_eq!(
        first,
        Summary { id: 1, state: BugState::Open, severity: Some("high".to_owned()), noted: BugState::Open }
    );
    let mut seen = Vec::new();
    Borrowed::for_each(&connection, &Bug::query(), |bug| {
        seen.push((bug.state, bug.note.len()));
        Ok::<_, frostline::Error>(())
    })
    .unwrap();
    assert_eq!(seen, [(BugState::Open, 4), (BugState::InProgress, 4), (BugState::WontFix, 4)]);
}

#[test]
fn sea_query_takes_variants() {
    use frostline::sea_query::{Expr, ExprTrait as _, Query, SqliteQueryBuilder};
    let (sql, values) = Query::select()
        .column(bugs::id)
        .from(&bugs::TABLE)
        .and_where(Expr::col(bugs::state).eq(BugState::WontFix))
        .and_where(Expr::col(bugs::severity).eq(None::<Severity>))
        .build(SqliteQueryBuilder);
    assert_eq!(sql, r#"SELECT "id" FROM "bugs" WHERE "state" = ? AND "severity" = ?"#);
    assert_eq!(values.0.len(), 2);
}

#[test]
fn what_was_text_becomes_an_enum_and_loses_a_value_with_rows() {
    use frostline::Upgrade;
    let mut connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    let to = |revision: &str, connection: &mut Connection| {
        Upgrade::new(&tracker::HISTORY).to(revision).run(connection).unwrap();
    };
    to("0001_baseline", &mut connection);
    connection
        .execute_batch(
            "INSERT INTO users VALUES (1, 'Ada');
             INSERT INTO bugs VALUES (1, 'open', 'low'), (2, 'done', NULL), (3, 'in_progress', 'high')",
        )
        .unwrap();
    to("0003_wont_fix", &mut connection);
    let states = |connection: &Connection| -> Vec<String> {
        let mut statement = connection.prepare("SELECT state FROM bugs ORDER BY id").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(states(&connection), ["open", "closed", "in_progress"]);
    upgrade(&mut connection).unwrap();
    assert_eq!(states(&connection), ["open", "won't fix", "in_progress"]);
    assert_eq!(Bug::find(&connection, 2).unwrap().unwrap().state, BugState::WontFix);
}

#[test]
fn a_row_that_fits_no_value_is_told_before_anything_is_changed() {
    use frostline::Upgrade;
    let mut connection = Connection::open_in_memory().unwrap();
    Upgrade::new(&tracker::HISTORY).to("0001_baseline").run(&mut connection).unwrap();
    connection
        .execute_batch("INSERT INTO bugs VALUES (1, 'open', 'low'), (7, 'open', 'urgent'), (9, 'open', 'x')")
        .unwrap();
    let error = upgrade(&mut connection).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("column `severity` of table `bugs` holds what is no value of enum `severity`"), "{told}");
    assert!(told.contains('2') && told.contains('7'), "{told}");
    let count: i64 =
        connection.query_row("SELECT count(*) FROM bugs WHERE severity = 'urgent'", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1);
}

mod verified {
    use frostline::rusqlite::{self, Connection};

    /// The cast of revision 2 knows of one old text more.
    fn rows(connection: &Connection, revision: &str) -> rusqlite::Result<()> {
        if revision == "0001_baseline" {
            connection.execute_batch("INSERT INTO bugs VALUES (1, 'done', NULL), (2, 'open', 'low')")?;
        }
        Ok(())
    }

    frostline::verify!(super::tracker, rows = rows);
}
