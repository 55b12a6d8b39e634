//! What differs between two declarations, in words; and what the two cannot tell.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

use schema_core::diff::{Change, ambiguities, diff, validate};
use schema_core::model::{Model, Name, Rename, RenameColumn, Transition};
use schema_core::syntax::parse_declaration;

fn model(text: &str) -> Model {
    let parsed = parse_declaration(text);
    assert!(parsed.faults.is_empty(), "{text}: {:?}", parsed.faults);
    parsed.value.model
}

fn words(changes: &[Change]) -> Vec<String> {
    changes.iter().map(Change::to_string).collect()
}

#[track_caller]
fn differs(from: &str, to: &str, expected: &[&str]) {
    let (from, to) = (model(from), model(to));
    assert_eq!(words(&diff(&from, &to, &Transition::default())), expected);
    assert!(diff(&from, &from, &Transition::default()).is_empty());
    assert!(diff(&to, &to, &Transition::default()).is_empty());
}

fn rename_table(from: &str, to: &str) -> Rename {
    Rename { from: from.into(), to: to.into() }
}

fn rename_column(table: &str, from: &str, to: &str) -> RenameColumn {
    RenameColumn { table: table.into(), from: from.into(), to: to.into() }
}

#[test]
fn what_is_added_dropped_and_altered_is_told_in_words() {
    differs(
        "table a { id integer primary key, x text }",
        "table a { id integer primary key, x varchar(9)? default \"q\", y datetime? }",
        &[
            "column `a.x`: type changed from `text` to `varchar(9)`, may now be null, default `\"q\"` added",
            "column `a.y` added (`datetime?`)",
        ],
    );
    differs("table a { x text }", "table b { n blob }", &["table `a` dropped", "table `b` added"]);
    differs(
        "table a { x text, index (x) }",
        "table a { x text, unique index one (x desc) where \"x > 0\" }",
        &["index `ix_a_x` `(x)` of `a` dropped", "unique index `one` `(x desc) where x > 0` of `a` added"],
    );
    differs(
        "table a strict { x text primary key, check \"x <> ''\" }",
        "table a without rowid { x text primary key, check \"x <> 'a'\" }",
        &[
            "table `a` is now no longer `strict` and `without rowid`",
            "check `ck_a_x` `x <> 'a'` of `a` changed from `x <> ''`",
        ],
    );
}

#[test]
fn the_order_of_tables_docs_and_rust_names_is_no_difference() {
    differs(
        "/// One.\ntable a as A { x text as Y }\ntable b { y text }",
        "table b as Other { y text }\n/// Two.\ntable a { /// Doc.\n x text }",
        &[],
    );
    differs("table a { x text, check \"x  >0\" }", "table a { x text, check \"\\\"X\\\" > /* so */ 0\" }", &[]);
}

#[test]
fn a_column_that_is_not_last_is_a_reorder() {
    let moved = "columns of `a` in another order";
    differs(
        "table a { x text, z text }",
        "table a { x text, y text?, z text }",
        &["column `a.y` added (`text?`)", moved],
    );
    differs("table a { x text, z text }", "table a { x text, z text, y text? }", &["column `a.y` added (`text?`)"]);
    differs("table a { x text, z text }", "table a { z text, x text }", &[moved]);
    differs("table a { x text, y text, z text }", "table a { x text, z text }", &["column `a.y` dropped"]);
}

#[test]
fn what_only_follows_a_rename_is_no_change() {
    let from = model(
        "table a { id integer primary key, x text, check ck \"x <> ''\", index ix (x) where \"x > 'a'\" }
         table b { a_id integer, foreign key fk (a_id) references a (id) }",
    );
    let to = model(
        "table c { key integer primary key, y text, check ck \"y <> ''\", index ix (y) where \"y > 'a'\" }
         table b { a_id integer, foreign key fk (a_id) references c (key) }",
    );
    let transition = Transition {
        rename_tables: vec![rename_table("a", "c")],
        rename_columns: vec![rename_column("c", "x", "y"), rename_column("c", "id", "key")],
        ..Transition::default()
    };
    assert!(validate(&from, &to, &transition).is_empty());
    assert!(ambiguities(&from, &to, &transition).is_empty());
    assert_eq!(
        words(&diff(&from, &to, &transition)),
        ["table `a` renamed to `c`", "column `c.id` renamed to `key`", "column `c.x` renamed to `y`"]
    );
    let back = transition.inverse();
    assert!(validate(&to, &from, &back).is_empty());
    assert_eq!(
        words(&diff(&to, &from, &back)),
        ["table `c` renamed to `a`", "column `a.key` renamed to `id`", "column `a.y` renamed to `x`"]
    );
}

#[test]
fn names_that_swap_are_two_renames() {
    let from = model("table t { a text, b integer }");
    let to = model("table t { b text, a integer }");
    let transition = Transition {
        rename_columns: vec![rename_column("t", "a", "b"), rename_column("t", "b", "a")],
        ..Transition::default()
    };
    assert_eq!(words(&diff(&from, &to, &transition)), ["column `t.a` renamed to `b`", "column `t.b` renamed to `a`"]);
}

#[test]
fn a_change_of_case_alone_is_a_rename_and_not_ambiguous() {
    let (from, to) = (model("table t { a text }"), model("table T { A text }"));
    assert_eq!(
        words(&diff(&from, &to, &Transition::default())),
        ["table `t` renamed to `T`, in letter case only", "column `T.a` renamed to `A`, in letter case only"]
    );
    assert!(ambiguities(&from, &to, &Transition::default()).is_empty());
}

#[test]
fn what_may_be_a_rename_is_never_guessed() {
    let from = model("table users { id integer primary key, name text, born date }");
    let to = model("table users { id integer primary key, full_name text, age integer }");
    let found = ambiguities(&from, &to, &Transition::default());
    let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "column `users.name` is gone and `full_name` appeared; say which it was: \
             `--rename users.name=full_name` or `--drop users.name`",
            "column `users.born` is gone and `full_name` appeared; say which it was: \
             `--rename users.born=full_name` or `--drop users.born`",
        ]
    );
    let answered = Transition {
        rename_columns: vec![rename_column("users", "name", "full_name")],
        drop_columns: vec![(Name::from("users"), Name::from("born"))],
        ..Transition::default()
    };
    assert!(ambiguities(&from, &to, &answered).is_empty());
    assert!(validate(&from, &to, &answered).is_empty());
}

#[test]
fn a_table_like_one_that_vanished_is_ambiguous() {
    let from = model("table people { id integer primary key, name text }");
    let to = model("table users { id integer primary key, name text } table logs { at datetime }");
    let found = ambiguities(&from, &to, &Transition::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].flags(), ["--rename people=users", "--drop people"]);
    let renamed = Transition { rename_tables: vec![rename_table("people", "users")], ..Transition::default() };
    assert_eq!(words(&diff(&from, &to, &renamed)), ["table `people` renamed to `users`", "table `logs` added"]);
}

#[test]
fn flags_are_quoted_for_a_shell() {
    let from = model("table \"or der\" { x text, \"it's\" text }");
    let to = model("table \"or der\" { x text, its text }");
    assert_eq!(
        ambiguities(&from, &to, &Transition::default())[0].flags(),
        [r"--rename 'or der.it'\''s=its'", r"--drop 'or der.it'\''s'"]
    );
}

#[test]
fn a_transition_that_speaks_of_what_is_not_there_is_refused() {
    let from = model("table a { x text, y text }");
    let to = model("table a { x text, z text } table b { n integer }");
    let expression = |table: &str, column: &str| schema_core::model::Expression {
        table: table.into(),
        column: column.into(),
        expr: schema_core::model::Sql::new("1"),
    };
    let cases: Vec<(Transition, &str)> = vec![
        (
            Transition { rename_tables: vec![rename_table("q", "b")], ..Transition::default() },
            "there was no table `q` to rename to `b`",
        ),
        (
            Transition { rename_columns: vec![rename_column("a", "y", "w")], ..Transition::default() },
            "column `a.y` cannot become `w`; no such column is declared",
        ),
        (
            Transition { rename_columns: vec![rename_column("b", "y", "n")], ..Transition::default() },
            "cannot rename `y` in `b`; the table is new and has no rows yet",
        ),
        (
            Transition { backfills: vec![expression("a", "q")], ..Transition::default() },
            "there is no column `a.q` to backfill",
        ),
        (
            Transition { casts: vec![expression("c", "q")], ..Transition::default() },
            "cannot cast `q` of `c`; no such table is declared",
        ),
        (
            Transition { drop_columns: vec![("a".into(), "x".into())], ..Transition::default() },
            "column `a.x` is not dropped by this change",
        ),
        (
            Transition {
                rename_columns: vec![rename_column("a", "y", "z"), rename_column("a", "x", "z")],
                ..Transition::default()
            },
            "two columns are renamed to `a.z`",
        ),
    ];
    for (transition, expected) in cases {
        let faults = validate(&from, &to, &transition);
        assert!(faults.iter().any(|fault| fault == expected), "{expected}: {faults:?}");
    }
}

#[test]
fn what_a_constraint_says_beside_its_columns_is_a_difference() {
    differs(
        "table a { x text, y text, unique (x), unique _ (y) }",
        "table a { x text, y text, unique (x desc) on conflict fail, unique _ (y) on conflict ignore }",
        &[
            "unique constraint `uq_a_x` `(x desc)` on conflict fail of `a` changed from `(x)`",
            "unique constraint `(y)` on conflict ignore of `a` changed from `(y)`",
        ],
    );
    differs(
        "table a { x text primary key, y text references a }",
        "table a { x text, y text references a deferrable initially deferred, primary key (x collate nocase) on conflict replace }",
        &[
            "primary key `(x collate nocase)` on conflict replace of `a` changed from `(x)`",
            "reference `fk_a_y` `(y)` to `a (x)` deferrable initially deferred of `a` changed from `(y)` to `a (x)`",
        ],
    );
    differs(
        "table a { x text, y text not null n, z text not null on conflict fail }",
        "table a { x text not null on conflict replace, y text, z text? }",
        &[
            "column `a.x`: `not null` is now `on conflict replace`",
            "column `a.y`: `not null` has no name any more",
            "column `a.z`: may now be null",
        ],
    );
    // `unchecked` is not of the schema.
    differs(
        "table a { x text references a (x) unchecked }",
        "table a { x text, foreign key (x) references a (x) unchecked }",
        &[],
    );
}

#[test]
fn objects_are_compared_by_their_tokens() {
    let all = "table a { x text }
        virtual table f \"fts5(x, content='a')\"
        view v \"SELECT x FROM a\"
        trigger t \"AFTER INSERT ON a BEGIN SELECT 1; END\"";
    differs(all, "table a { x text }", &["trigger `t` dropped", "view `v` dropped", "virtual table `f` dropped"]);
    differs("table a { x text }", all, &["virtual table `f` added", "view `v` added", "trigger `t` added"]);
    differs(
        all,
        "/// Docs are no difference.
        trigger t \"after  insert on [a] begin /* why */ select 1; end;\"
        view v \"select x from a -- all\"
        virtual table f \"FTS5(X, content='a')\"
        table a { x text }",
        &[],
    );
    differs(
        all,
        "table a { x text }
        virtual table f \"fts5(x, content='A')\"
        view V \"SELECT x FROM a\"
        trigger t \"AFTER INSERT ON a BEGIN SELECT 2; END\"",
        &["virtual table `f` changed", "view `v` is now `V`", "trigger `t` changed"],
    );
    // A view that becomes a table.
    differs("view v \"SELECT 1\"", "table v { x text }", &["view `v` dropped", "table `v` added"]);
}

#[test]
fn a_virtual_table_is_renamed_as_a_table_is_and_a_view_is_not() {
    let from = model(
        "virtual table f \"fts5(x)\" view v \"SELECT 1\" trigger t \"INSTEAD OF INSERT ON v BEGIN SELECT 1; END\"",
    );
    let to = model(
        "virtual table g \"fts5(x)\" virtual table r \"rtree(a, b, c)\" view w \"SELECT 1\" trigger u \"INSTEAD OF INSERT ON w BEGIN SELECT 1; END\"",
    );
    let found = ambiguities(&from, &to, &Transition::default());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].flags(), ["--rename f=g", "--drop f"]);
    let renamed = Transition { rename_tables: vec![rename_table("f", "g")], ..Transition::default() };
    assert!(ambiguities(&from, &to, &renamed).is_empty());
    assert!(validate(&from, &to, &renamed).is_empty());
    assert_eq!(
        words(&diff(&from, &to, &renamed)),
        [
            "trigger `t` dropped",
            "view `v` dropped",
            "table `f` renamed to `g`",
            "virtual table `r` added",
            "view `w` added",
            "trigger `u` added",
        ]
    );
    let dropped = Transition { drop_tables: vec!["f".into()], ..Transition::default() };
    assert!(ambiguities(&from, &to, &dropped).is_empty());
    assert!(validate(&from, &to, &dropped).is_empty());
    let views = Transition { rename_tables: vec![rename_table("v", "w")], ..Transition::default() };
    assert_eq!(validate(&from, &to, &views).len(), 2);
    let crossed = Transition { rename_tables: vec![rename_table("f", "g")], ..Transition::default() };
    let faults = validate(&from, &model("table g { x text }"), &crossed);
    assert_eq!(faults, ["table `f` cannot become `g`; one of them is virtual"]);
}

#[test]
fn an_enum_is_the_set_of_its_values() {
    let of = |values: &str| format!("enum state {{ {values} }} table a {{ x enum state }}");
    differs(&of("open, closed"), &of("open, closed, \"won't fix\""), &["column `a.x`: takes `won't fix` too"]);
    differs(&of("open, closed, done"), &of("open"), &["column `a.x`: no longer takes `closed`, `done`"]);
    differs(&of("open, done"), &of("gone, open"), &["column `a.x`: takes `gone` too, no longer takes `done`"]);
    // Neither the order of the values, nor what is of Rust or of readers, nor the name.
    differs(&of("open, closed"), &of("closed, open"), &[]);
    differs(&of("open"), "/// Docs.\nenum s as S { /** Docs. */ open as New } table a { x enum s }", &[]);
    differs(&of("open"), &format!("enum unused {{ a }} {}", of("open")), &[]);
    differs(&of("open"), "table a { x text }", &["column `a.x`: type changed from `enum state` to `text`"]);
    differs(
        "table a { x text? }",
        &of("open"),
        &["column `a.x`: type changed from `text` to `enum state`, may no longer be null"],
    );
    differs("table b { y text }", "enum e { a } table b { y text, x enum e? }", &["column `b.x` added (`enum e?`)"]);
}
