use frostline::Table;

frostline::schema! {
    #![revisions = "fixtures/step"]

    table people as Person { id integer primary key as new PersonId, name text }
}

use revisions::r0001_baseline as then;

fn step(tx: &frostline::rusqlite::Connection, live: Person) {
    let _ = then::Person::find(tx, live.id);
    let _: Vec<Person> = then::Person::query().all(tx).unwrap();
    let _ = then::Person::query().filter(people::name.eq("Ada"));
}

fn main() {}
