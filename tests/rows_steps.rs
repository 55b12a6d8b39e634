//! A step in Rust works with the rows of its own revision, whatever is declared since.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

use frostline::rusqlite::Connection;
use frostline::{Insert, Table, Upgrade};

/// The declaration has gone on: the table has another name, and so have its key and the key's type; the names in
/// one are gone, and so is `crate::Kind`, a type of the program's that the revision still names.
mod people {
    frostline::schema! {
        #![revisions = "tests/rows_steps/revisions"]
        #![history = "steps"]

        /// Whom we know, by other names than ever before.
        table contacts as Person {
            number integer primary key as new ContactId,
            first text default "",
            last text?,
        }

        table revisions as Revision {
            id integer primary key,
        }
    }
}

use people::revisions_::r0002_split_names as then;

/// What the second revision needs, with its own types: `then::Person`, `then::PersonId`.
fn split_names(tx: &Connection) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let friends = then::Person::query().filter(then::people::kind.eq("friend"));
    for mut person in friends.all(tx)? {
        let person_id: then::PersonId = person.id;
        let (first, last) = person.name.split_once(' ').unwrap_or((&person.name, ""));
        (person.first, person.last) = (first.to_owned(), Some(then::LastName(last.to_owned())));
        person.boss = person.boss.filter(|boss| *boss != person_id);
        person.update(tx)?;
    }
    let spare: Option<Option<i64>> = then::Person::find(tx, then::PersonId(1))?.map(|person| person.spare);
    assert!(spare.is_none_or(|spare| spare == Some(1)));
    // A form and an upsert do, too.
    let boss = then::NewPerson { first: Some("Root".to_owned()), ..then::NewPerson::new(String::new()) };
    let boss = boss.insert_returning_key(tx)?;
    then::Person::query()
        .filter(then::people::id.ne(boss).and(then::people::boss.eq(None)))
        .update(tx, [then::people::boss.set(boss)])?;
    let led = then::Person::query().join(then::people::by_boss.to_alias::<1>()).all(tx)?;
    assert!(led.iter().all(|(_, leader)| leader.id == boss), "{led:?}");
    Ok(())
}

fn steps<'a, 'h>(upgrade: Upgrade<'a, 'h>) -> Upgrade<'a, 'h> {
    upgrade.step("split_names", split_names)
}

#[test]
fn a_step_reads_and_writes_rows_of_its_own_revision() {
    let mut connection = Connection::open_in_memory().unwrap();
    let at_baseline = Upgrade::new(&people::HISTORY).to("0001_baseline");
    steps(at_baseline).run(&mut connection).unwrap();
    connection
        .execute_batch(
            "INSERT INTO people (id, name, kind, boss, spare) VALUES
                (1, 'Ada Lovelace', 'friend', 1, 1), (2, 'Bob', 'friend', NULL, NULL), (3, 'Ann Lee', 'foe', NULL, 1)",
        )
        .unwrap();
    steps(Upgrade::new(&people::HISTORY)).run(&mut connection).unwrap();
    let found = people::Person::query().order_by(people::contacts::number.asc()).all(&connection).unwrap();
    let found: Vec<_> = found.iter().map(|it| (it.number.0, &*it.first, it.last.as_deref())).collect();
    let expected = [(1, "Ada", Some("Lovelace")), (2, "Bob", Some("")), (3, "", None), (4, "Root", None)];
    assert_eq!(found, expected);
}

fn rows(connection: &Connection, revision: &str) -> frostline::rusqlite::Result<()> {
    if revision == "0001_baseline" {
        connection.execute_batch("INSERT INTO people (id, name, spare) VALUES (1, 'A B', 1)")?;
    }
    Ok(())
}

mod proofs {
    frostline::verify!(super::people, skip = ["0002_split_names"], rows = super::rows, steps = super::steps);
}
