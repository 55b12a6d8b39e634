use schema_core::diff::diff;
use schema_core::model::{Model, Transition};
use schema_core::syntax::{parse_declaration, parse_snapshot};

use super::{Lineage, Side, merge};

const BASE: &str = "
    table users { id integer primary key, name text, age integer, check ck_age \"age > 0\" }
    table notes { id integer primary key, user_id integer references users (id), body text, index (user_id) }
";

fn model(text: &str) -> Model {
    let parsed = parse_declaration(text);
    assert_eq!(parsed.faults, [], "{text}");
    parsed.value.model
}

fn transition(text: &str) -> Transition {
    let parsed = parse_snapshot(&format!("format 1\n\ntransition {{\n{text}\n}}\n"));
    assert_eq!(parsed.faults, [], "{text}");
    parsed.value.transition
}

/// A side that is the base with these texts replaced, after these renames.
fn side(label: &str, edits: &[(&str, &str)], renames: &str) -> Side {
    let mut text = BASE.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let (base, model) = (model(BASE), model(&text));
    let transition = if renames.is_empty() { Transition::default() } else { transition(renames) };
    Side { label: label.to_owned(), lineage: Lineage::start(&base).after(&base, &model, &transition), model }
}

fn merged(ours: &Side, theirs: &Side) -> Model {
    merge(&model(BASE), ours, theirs).unwrap().model
}

fn conflicts(ours: &Side, theirs: &Side) -> Vec<String> {
    merge(&model(BASE), ours, theirs).unwrap_err()
}

fn expect(merged: &Model, edits: &[(&str, &str)]) {
    let expected = side("", edits, "").model;
    assert_eq!(diff(merged, &expected, &Transition::default()), [], "{merged:#?}");
}

#[test]
fn what_only_one_side_changed_is_in_the_result() {
    let a = ("name text,", "name text, email text?,");
    let b = ("body text,", "body text, read_at datetime?,");
    expect(&merged(&side("a", &[a], ""), &side("b", &[b], "")), &[a, b]);
    expect(&merged(&side("b", &[b], ""), &side("a", &[a], "")), &[a, b]);
    expect(&merged(&side("a", &[a], ""), &side("b", &[], "")), &[a]);
}

#[test]
fn what_both_added_alike_is_there_once() {
    let a = ("name text,", "name text, email text?,");
    expect(&merged(&side("a", &[a], ""), &side("b", &[a], "")), &[a]);
}

#[test]
fn new_columns_of_both_stand_in_the_order_of_the_branches() {
    let a = side("a", &[("age integer,", "age integer, x text?,")], "");
    let b = side("b", &[("age integer,", "age integer, y text?,")], "");
    expect(&merged(&a, &b), &[("age integer,", "age integer, x text?, y text?,")]);
    expect(&merged(&b, &a), &[("age integer,", "age integer, y text?, x text?,")]);
}

#[test]
fn two_properties_of_one_column_go_together() {
    let a = side("a", &[("age integer", "age integer?")], "");
    let b = side("b", &[("age integer", "age integer default 1")], "");
    expect(&merged(&a, &b), &[("age integer", "age integer? default 1")]);
}

#[test]
fn a_rename_reaches_what_the_other_side_added() {
    let a = side("a", &[("name text", "full_name text")], "rename column users.name to full_name");
    let b = side("b", &[("name text, ", "name text, index (name), ")], "");
    expect(&merged(&a, &b), &[("name text, ", "full_name text, index (full_name), ")]);
    expect(&merged(&b, &a), &[("name text, ", "full_name text, index (full_name), ")]);

    let a = side(
        "a",
        &[("table users", "table people"), ("references users", "references people")],
        "rename table users to people",
    );
    let b = side("b", &[("age integer,", "age integer, email text unique,")], "");
    expect(
        &merged(&a, &b),
        &[
            ("table users", "table people"),
            ("references users", "references people"),
            ("age integer,", "age integer, email text unique,"),
        ],
    );
}

#[test]
fn a_check_over_a_renamed_column_follows() {
    let a =
        side("a", &[("age integer", "years integer"), ("age > 0", "years > 0")], "rename column users.age to years");
    let b = side("b", &[("name text,", "name text, email text?,")], "");
    let end = [("age integer", "years integer"), ("age > 0", "years > 0"), ("name text,", "name text, email text?,")];
    expect(&merged(&a, &b), &end);
    expect(&merged(&b, &a), &end);
}

#[test]
fn what_cannot_be_merged_is_told_with_both_sides() {
    let cases: [(Side, Side, &str); 9] = [
        (
            side("a", &[("age integer", "age text")], ""),
            side("b", &[("age integer", "age real")], ""),
            "column `users.age`: `a` makes it `text`, `b` makes it `real`",
        ),
        (
            side("a", &[("name text,", "name text, email text?,")], ""),
            side("b", &[("name text,", "name text, email text unique,")], ""),
            "column `users.email`: `a` adds it as `text?`, `b` adds it as `text`",
        ),
        (
            side("a", &[("body text, ", "")], ""),
            side("b", &[("body text", "body text?")], ""),
            "column `notes.body`: `a` drops it, `b` makes it `text?`",
        ),
        (
            side("a", &[("age integer, check ck_age \"age > 0\"", "age integer, check ck_age \"age > 1\"")], ""),
            side("b", &[("age integer, check ck_age \"age > 0\"", "age integer, check ck_age \"age > 2\"")], ""),
            "check `ck_age` of table `users`: `a` makes it",
        ),
        (
            side("a", &[("name text", "first text")], "rename column users.name to first"),
            side("b", &[("name text", "last text")], "rename column users.name to last"),
            "column `users.name`: `a` renames it to `first`, `b` renames it to `last`",
        ),
        (
            side("a", &[("name text", "first text")], "rename column users.name to first"),
            side("b", &[("name text, ", "")], ""),
            "column `users.name`: `a` renames it to `first`, `b` drops it",
        ),
        (
            side("a", &[("name text, ", "")], ""),
            side("b", &[("name text, ", "name text, index (name), ")], ""),
            "together they are not sound: ",
        ),
        (
            side("a", &[("name text,", "name text, mail text?,")], ""),
            side("b", &[("name text", "mail text")], "rename column users.name to mail"),
            "there are two columns `users.mail` on `a`",
        ),
        (
            side("a", &[("table notes", "table memos { id integer primary key } table notes")], ""),
            side("b", &[("table notes", "table memos { id text } table notes")], ""),
            "table `memos`: `a` adds it as `id integer`, `b` adds it as `id text`",
        ),
    ];
    for (ours, theirs, told) in cases {
        let found = conflicts(&ours, &theirs);
        assert!(found[0].starts_with(told), "{found:?}");
        assert!(!conflicts(&theirs, &ours).is_empty());
    }
}

/// Both branches have values of their own, and one took one away.
#[test]
fn the_values_that_either_added_to_an_enum_are_in_it() {
    const BASE: &str =
        "enum state as State { open, closed, done } table bugs { id integer primary key, state enum state }";
    let side = |label: &str, values: &str| {
        let model = model(&BASE.replace("open, closed, done", values));
        let base = self::model(BASE);
        Side {
            label: label.to_owned(),
            lineage: Lineage::start(&base).after(&base, &model, &Transition::default()),
            model,
        }
    };
    let merge = |ours: &str, theirs: &str| {
        merge(&model(BASE), &side("a", ours), &side("b", theirs)).map(|merged| {
            let texts: Vec<String> = merged.model.enums[0].variants.iter().map(|it| it.text.clone()).collect();
            assert_eq!(*merged.model.enums[0].ty().values, *texts);
            let schema_core::model::Type::Enum(of) = &merged.model.tables[0].columns[1].ty else { panic!("an enum") };
            assert_eq!(*of.values, *texts, "the column knows them");
            texts.join(" ")
        })
    };
    assert_eq!(merge("open, closed, done, x", "open, y, closed, done").unwrap(), "open closed done x y");
    assert_eq!(merge("open, done", "open, closed, done, y").unwrap(), "open done y");
    assert_eq!(merge("open, closed, done, x", "open, closed, done, x").unwrap(), "open closed done x");
    assert_eq!(merge("done, closed, open", "open, closed, done").unwrap(), "done closed open");
    let dropped = Side { model: model("table bugs { id integer primary key, state text }"), ..side("b", "open") };
    let told = super::merge(&model(BASE), &side("a", "open, closed, done, x"), &dropped).unwrap_err();
    assert_eq!(told, ["enum `state`: `a` changes it, `b` drops it"]);
}
