//! What the compiler says: one fault a file, whose name is the sentence.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the expected texts anew; read what changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

#[path = "../schema-core/tests/history/fixture.rs"]
mod fixture;

use std::fs;
use std::path::Path;

/// The revisions and files that the cases name, where they find them.
///
/// trybuild compiles the cases in a package of its own, which lies in the folder of build products. A
/// declaration finds its revisions from the package's manifest, so the fixtures go beside that one.
fn lay_out_fixtures() {
    let products = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder of build products");
    let fixtures = products.join("tests/trybuild/frostline/fixtures");
    let _ = fs::remove_dir_all(&fixtures);
    let sound = fixtures.join("sound");
    fixture::sound(&sound);
    for (name, breaks) in fixture::FAULTS {
        let broken = fixtures.join(name.replace(' ', "_"));
        fixture::copy(&sound, &broken);
        breaks(&broken);
    }
    let email = "table users as User { id integer primary key, email text }";
    fixture::freeze(&fixtures.join("users_with_email"), ("baseline", email, "", ""));
    let state = "enum bug_state { open, closed } enum severity { low, high }
        table bugs as Bug { id integer primary key, state enum bug_state, severity enum severity? }";
    fixture::freeze(&fixtures.join("bugs_with_states"), ("baseline", state, "", ""));
    let ids = "table products as Product { id integer primary key as new ProductId }
        table tests as Test {
            id integer primary key as new TestId, product_id integer references products (id),
            twin integer? references tests (id)
        }";
    fixture::freeze(&fixtures.join("ids"), ("baseline", ids, "", ""));
    let shop = "table products as Product { id integer primary key, data text, last_synced text? }
        table tests as Test {
            id integer primary key, product_id integer references products (id), name text unique,
            unique (product_id, name)
        }
        table notes as Note { text text, words integer generated \"length(text)\" virtual }";
    fixture::freeze(&fixtures.join("shop"), ("baseline", shop, "", ""));
    let table = "table users as User { id integer primary key, TABLE text, index (TABLE) }";
    fixture::freeze(&fixtures.join("table"), ("baseline", table, "", ""));
    let employees = "table employees as Employee {
            id integer primary key, manager_id integer? references employees (id), name text
        }";
    fixture::freeze(&fixtures.join("employees"), ("baseline", employees, "", ""));
    let capital = "table Album as AlbumRow { AlbumId integer primary key, Title text, type text? }";
    fixture::freeze(&fixtures.join("capital"), ("baseline", capital, "", ""));
    let births = "table people as Person {
            id integer primary key, born date? as frostline::Stored<jiff::civil::Date>
        }";
    fixture::freeze(&fixtures.join("births"), ("baseline", births, "", ""));
    let lent = "table letters as Letter { id integer primary key, body text, note text?, seal blob, stamp blob? }";
    fixture::freeze(&fixtures.join("letters_that_are_lent"), ("baseline", lent, "", ""));
    let generics = "table letters as Letter {
            id integer primary key as new LetterId, stars smallint?, body text,
            sent date? as frostline::Stored<jiff::civil::Date>
        }";
    fixture::freeze(&fixtures.join("generics"), ("baseline", generics, "", ""));
    let letters = "table people as Person { id integer primary key, name text }
        table letters as Letter {
            id integer primary key, from_id integer references people (id), to_id integer references people (id)
        }";
    fixture::freeze(&fixtures.join("letters"), ("baseline", letters, "", ""));
    let people = "table people as Person { id integer primary key as new PersonId, name text }";
    fixture::freeze(&fixtures.join("step"), ("baseline", people, "-- step: fill\n", ""));
    let old = fixtures.join("bugs_with_a_step");
    fixture::freeze(&old, ("baseline", state, "-- step: look at them\n", ""));
    fixture::freeze(&old, ("more", &state.replace("closed", "closed, done"), "", ""));
    // The declaration of the case that is accepted, whose text is its second half.
    let accepted = fs::read_to_string("tests/ui/accepted/views_triggers_and_virtual_tables.rs").expect("is read");
    let (_, rest) = accepted.split_once("#![revisions = \"fixtures/objects\"]").expect("is there");
    let text = rest.trim_end().strip_suffix('}').expect("ends the macro");
    fixture::freeze(&fixtures.join("objects"), ("baseline", text, "", ""));
    let declaration =
        |column: &str| format!("#![revisions = \"fixtures/sound\"]\n\n{}", fixture::HEAD.replace("name text?", column));
    fs::write(fixtures.join("pending.schema"), declaration("name text?, bio text?")).expect("writes");
    fs::write(fixtures.join("faulty.schema"), declaration("name txet?")).expect("writes");
}

#[test]
fn ui() {
    lay_out_fixtures();
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/accepted/*.rs");
    cases.compile_fail("tests/ui/guard/*.rs");
    cases.compile_fail("tests/ui/syntax/*.rs");
    cases.compile_fail("tests/ui/derive/*.rs");
    cases.compile_fail("tests/ui/rows/*.rs");
}
