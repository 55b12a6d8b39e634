//! The hazards of a change, by their codes.

use schema_core::hazard::{Code, hazards};
use schema_core::plan::{Target, plan};

use super::model::{model, transition};

fn told(from: &str, to: &str, answers: &str) -> Vec<String> {
    let (from, to, answers) = (model(from), model(to), transition(answers));
    let plan = plan(&from, &to, &answers, &Target::SQLITE).unwrap();
    hazards(&from, &to, &answers, &plan).iter().map(ToString::to_string).collect()
}

fn has(told: &[String], wanted: &[&str]) {
    assert_eq!(told.len(), wanted.len(), "{told:#?}");
    for (told, wanted) in told.iter().zip(wanted) {
        assert!(told.starts_with(wanted), "{told}\nis not {wanted}");
    }
}

#[test]
fn a_rule_that_goes_may_refuse_the_way_down() {
    has(
        &told("table t { id integer primary key, a text }", "table t { id integer primary key, a text? }", ""),
        &["rewrites-table:", "irreversible: the way down fails where column `t.a` is null"],
    );
    has(
        &told(
            "table t { id integer primary key, a integer, unique index ux (a), check ck \"a > 0\" }",
            "table t { id integer primary key, a integer }",
            "",
        ),
        &[
            "rewrites-table:",
            "irreversible: the way down brings back check",
            "irreversible: the way down brings back unique index",
        ],
    );
    has(
        &told(
            "table t strict { id integer primary key, a integer }",
            "table t { id integer primary key, a integer }",
            "",
        ),
        &["rewrites-table:", "irreversible: the way down makes table `t` strict again"],
    );
    // A plain index refuses nothing, and a name is no rule.
    has(
        &told(
            "table t { id integer primary key, a integer, index ix (a), unique index ux (a) }",
            "table t { id integer primary key, a integer, unique index uy (a) }",
            "",
        ),
        &[],
    );
}

#[test]
fn virtual_tables_and_views_are_told() {
    has(
        &told(
            "virtual table a \"fts5(x, y)\" virtual table b \"fts5(x, content='c')\" table c { id integer primary key, x text }
             view v \"SELECT 1\"",
            "table c { id integer primary key, x text }",
            "",
        ),
        &[
            "drops-table: virtual table `a` is dropped",
            "breaks-program: view `v` is gone",
            "breaks-program: virtual table `a` is gone",
            "breaks-program: virtual table `b` is gone",
            "irreversible: the way down makes virtual table `a` again",
        ],
    );
    has(
        &told("virtual table a \"fts5(x, y)\"", "virtual table b \"fts5(x)\"", "rename table a to b,"),
        &[
            "drops-column: column `b.y` is dropped",
            "rewrites-table: table `b`",
            "breaks-program: table `a` is gone",
            "irreversible: the way down makes column `b.y` again",
        ],
    );
}

#[test]
fn a_type_that_converts_nothing_is_told_too() {
    has(
        &told("table t { id integer primary key, a text }", "table t { id integer primary key, a blob }", ""),
        &["converts: the values of `t.a` stay text", "rewrites-table:"],
    );
}

#[test]
fn the_page_of_the_commands_knows_every_code() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/commands.md")).unwrap();
    for code in Code::ALL {
        assert!(page.contains(&format!("| `{code}` |")), "{code}");
    }
}

#[test]
fn values_of_an_enum_that_come_and_go_are_told() {
    let of = |values: &str| format!("enum e {{ {values} }} table t {{ id integer primary key, a enum e }}");
    has(
        &told(&of("x, y"), &of("x, y, z"), ""),
        &[
            "rewrites-table:",
            "breaks-program: column `t.a` takes `z` too",
            "irreversible: the way down fails where column `t.a` holds `z` by then",
        ],
    );
    has(
        &told(&of("x, y"), &of("x"), ""),
        &[
            "may-clash: column `t.a` no longer takes `y`; it fails where a row holds it; say what rows get: `--cast t.a=EXPR`",
            "rewrites-table:",
            "breaks-program: column `t.a` no longer takes `y`",
        ],
    );
    has(
        &told(&of("x, y"), &of("x"), "cast t.a with \"'x'\","),
        &[
            "converts: the values of `t.a` become `'x'`",
            "rewrites-table:",
            "breaks-program:",
            "irreversible: the way down does not turn the values of `t.a` back",
        ],
    );
    let text = "table t { id integer primary key, a text }";
    has(&told(text, &of("x"), ""), &["may-clash: column `t.a` becomes `enum e`; it fails where", "rewrites-table:"]);
    has(
        &told(&of("x"), text, ""),
        &[
            "rewrites-table:",
            "breaks-program: column `t.a` takes more than the values of enum `e`",
            "irreversible: the way down fails where column `t.a` holds what is no value of enum `e` by then",
        ],
    );
    has(&told(&of("x, y"), &of("y, x"), ""), &[]);
    // A check that says the same already.
    let checked = "table t { id integer primary key, a text, check ck_t_a \"a IN ('x', 'y')\" }";
    has(&told(checked, &of("y, x"), ""), &[]);
    has(&told(&of("x, y"), checked, ""), &[]);
}
