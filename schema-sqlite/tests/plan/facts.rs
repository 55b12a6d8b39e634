//! The facts of the design's "What SQLite does" that the planner stands on, each shown with the tool that
//! loses, and then with its cure. Facts that one change shows by itself are in `cases/`:
//!
//! | fact | here, or the case |
//! |---|---|
//! | 1 | `a_parent_of_cascading_children_is_rebuilt_and_no_child_is_lost`, and here |
//! | 2 | `autoincrement_…`, `a_rowid_that_nothing_names_stays`, `generated_columns_are_never_copied`, `strict_…` |
//! | 3 | here: a view that names the table; `a_quoted_word_that_is_no_column_is_refused` |
//! | 4 | `columns_added_last_go_in_place`, `a_column_that_fills_itself_…`, `a_stored_generated_column_…`, `a_reference_with_a_default_…` |
//! | 5 | `columns_that_nothing_uses_are_dropped_in_place`, `a_column_that_…_goes_with_a_rebuild` |
//! | 6 | `text_that_looks_like_a_number_…`, `int_primary_key_makes_up_no_ids`, `unique_refuses_rows_that_clash` |
//! | 7 | `a_table_changes_its_case_only`, `two_columns_swap_their_names`, `two_tables_swap_their_names` |
//! | 8 | `an_index_name_moves_to_another_table`, `unique_comes_and_goes_with_a_rebuild` |
//! | 9 | `a_self_reference_…`, `tables_in_a_circle_…`, `a_parent_key_goes_with_the_reference_to_it` |
//! | 10 | `collation_and_default_and_nullability_are_rebuilds` |
//! | 11 | `an_older_library_drops_a_column_by_a_rebuild`, and here: what a plan needs |
//! | 12 | the unit tests of `sql::sqlite::alter` |
//! | 13 | here: the words of the copy; `a_check_may_name_its_own_table` |
//! | 14 | `a_scratch_name_that_is_taken_is_not_used`, and here: what an attempt may have left |
//! | 16 | `a_default_does_not_rewrite_stored_nulls` |

use rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::model::{Model, Sql, Transition};
use schema_core::plan::sqlite::needs;
use schema_core::plan::{Operation, Plan, Rebuild, Source, Step, Target, both, plan};
use schema_core::sql;

use super::model::{model, transition};
use super::rows::{Random, fill};
use super::{oracle, script};

fn planned(from: &str, to: &str) -> Plan {
    plan(&model(from), &model(to), &Transition::default(), &Target::SQLITE).unwrap()
}

fn ways(from: &str, to: &str, answers: &str) -> (Plan, Plan) {
    both(&model(from), &model(to), &transition(answers), &Target::SQLITE).unwrap()
}

fn count(connection: &Connection, table: &str) -> i64 {
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

const FAMILY: &str = "table p { id integer primary key, v text? }
                      table c { id integer primary key, p integer references p (id) on delete cascade }";

#[test]
fn foreign_keys_that_stay_on_empty_the_children_and_the_script_says_so() {
    let plan = planned(FAMILY, &FAMILY.replace("text?", "text"));
    let made = || {
        let connection = script::made(&model(FAMILY)).unwrap();
        connection.execute_batch("INSERT INTO p VALUES (1, 'x'); INSERT INTO c VALUES (1, 1);").unwrap();
        connection
    };
    let connection = made();
    connection.execute_batch(&script::text(&plan)).unwrap();
    assert_eq!(count(&connection, "c"), 0, "bundled SQLite has foreign keys on: this is the loss");

    let connection = made();
    script::apply(&connection, &plan).unwrap();
    assert_eq!(count(&connection, "c"), 1);
    assert!(script::text(&plan).contains("PRAGMA foreign_keys = OFF` before it begins"));
}

#[test]
fn a_view_or_trigger_of_others_does_not_stop_a_rebuild() {
    let plan = planned(FAMILY, &FAMILY.replace("text?", "text"));
    let connection = script::made(&model(FAMILY)).unwrap();
    connection
        .execute_batch(
            "CREATE VIEW of_p AS SELECT p.id, p.v, c.id AS c FROM p JOIN c ON c.p = p.id;
             CREATE TABLE log (n);
             CREATE TRIGGER on_c AFTER INSERT ON c BEGIN INSERT INTO log SELECT id FROM p; END;
             INSERT INTO p VALUES (1, 'x'); INSERT INTO c VALUES (1, 1);",
        )
        .unwrap();
    script::apply(&connection, &plan).unwrap();
    assert_eq!(count(&connection, "of_p"), 1);
    connection.execute_batch("INSERT INTO c VALUES (2, 1)").unwrap();
    assert_eq!(count(&connection, "log"), 2);

    // Without the pragma the rename of the copy trips over the view.
    let connection = script::made(&model(FAMILY)).unwrap();
    connection.execute_batch("CREATE VIEW of_p AS SELECT * FROM p").unwrap();
    let naive = script::text(&plan).replace("PRAGMA legacy_alter_table = ON", "PRAGMA legacy_alter_table = OFF");
    assert!(connection.execute_batch(&naive).unwrap_err().to_string().contains("of_p"));
}

#[test]
fn a_script_leaves_the_transaction_to_the_runner() {
    let (up, down) = ways(FAMILY, &FAMILY.replace("text?", "text"), "");
    for plan in [up, down] {
        let text = script::text(&plan).to_uppercase();
        for word in ["BEGIN;", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "VACUUM", "CAST("] {
            assert!(!text.contains(word), "{word}\n{text}");
        }
        assert!(text.contains("INSERT OR ABORT INTO"));
    }
}

#[test]
fn what_an_attempt_left_behind_stops_the_next_one_and_is_not_overwritten() {
    let plan = planned(FAMILY, &FAMILY.replace("text?", "text"));
    let connection = script::made(&model(FAMILY)).unwrap();
    connection
        .execute_batch("CREATE TABLE frostline_new_p (precious); INSERT INTO frostline_new_p VALUES (1)")
        .unwrap();
    let before = oracle::schema(&connection);
    assert!(script::apply(&connection, &plan).unwrap_err().contains("already exists"));
    assert_eq!(oracle::schema(&connection), before);
    assert_eq!(count(&connection, "frostline_new_p"), 1);
}

#[test]
fn an_aggregate_that_nobody_knew_makes_no_row_of_all() {
    let (from, to) = ("table t { id integer primary key, a integer? }", "table t { id integer primary key, a text }");
    let mut plan = ways(from, to, "cast t.a with \"a || ''\",").0;
    let Operation::Rebuild(rebuild) = &mut plan.steps[0].operation else { panic!() };
    // As a function of the program's would be, which the planner cannot know for an aggregate.
    for expr in ["json_group_array(a)", "(SELECT json_group_array(a))"] {
        rebuild_with(rebuild, expr);
        let plan = Plan {
            steps: vec![Step { about: String::new(), operation: Operation::Rebuild(rebuild.clone()) }],
            ..Plan::default()
        };
        let connection = script::made(&model(from)).unwrap();
        connection.execute_batch("INSERT INTO t VALUES (1, 5), (2, 6)").unwrap();
        let error = script::apply(&connection, &plan).unwrap_err();
        assert!(error.contains("integer overflow"), "{error}");
        assert_eq!(count(&connection, "t"), 2);
    }
}

fn rebuild_with(rebuild: &mut Rebuild, expr: &str) {
    for (column, source) in &mut rebuild.copy {
        if column.as_str() == "a" {
            *source = Source::Expr(Sql::new(expr));
        }
    }
}

#[test]
fn a_plan_says_which_version_it_needs() {
    let add = planned("table t { id integer primary key }", "table t { id integer primary key, a text? }");
    let generated = planned(
        "table t { id integer primary key }",
        "table t { id integer primary key, a integer? generated \"id\" virtual }",
    );
    let drop = planned("table t { id integer primary key, a text? }", "table t { id integer primary key }");
    let strict = planned("", "table t strict { id integer primary key }");
    assert_eq!(needs(&add), (3, 8, 2));
    assert_eq!(needs(&generated), (3, 31, 0));
    assert_eq!(needs(&drop), (3, 35, 5));
    assert_eq!(needs(&strict), (3, 37, 0));
    assert!(script::text(&drop).starts_with("-- SQLite 3.35.5 or later."));
    let old = Target { version: (3, 20, 0), ..Target::SQLITE };
    let error = plan(&Model::default(), &Model::default(), &Transition::default(), &old).unwrap_err();
    assert!(error.is_unplannable());
    assert!(error.to_string().contains("3.26"), "{error}");
}

#[test]
fn a_version_without_what_a_schema_says_is_refused_by_name() {
    let at = |text: &str, version: (u16, u16, u16)| {
        plan(&Model::default(), &model(text), &Transition::default(), &Target { version, ..Target::SQLITE })
    };
    let generated = "table t { id integer primary key, a integer? generated \"id\" virtual }";
    let strict = "table t strict { id integer primary key }";
    let told = at(generated, (3, 30, 1)).unwrap_err().to_string();
    assert!(told.contains("`t.a`") && told.contains("3.31"), "{told}");
    at(generated, (3, 31, 0)).unwrap();
    let told = at(strict, (3, 36, 0)).unwrap_err().to_string();
    assert!(told.contains("`t`") && told.contains("3.37"), "{told}");
    at(strict, (3, 37, 0)).unwrap();
    // Nobody asked for an old one.
    at(strict, Target::SQLITE.version).unwrap();
}

#[test]
fn the_way_down_brings_back_columns_with_zero_values() {
    let from = "table t {
        id integer primary key, i integer, r real, t text, b blob, d date, m time, w datetime, j json, u uuid,
        f boolean, c decimal(4, 2), k text unique, n integer default 7, s text?,
    }";
    let (up, down) = ways(from, "table t { id integer primary key, s text? }", "");
    let connection = script::made(&model(from)).unwrap();
    fill(&connection, &model(from), &mut Random::new(3), 3);
    let rows = count(&connection, "t");
    assert!(rows > 1);
    script::apply(&connection, &up).unwrap();
    script::apply(&connection, &down).unwrap();
    assert_eq!(oracle::schema(&connection), oracle::schema(&script::made(&model(from)).unwrap()));
    assert_eq!(count(&connection, "t"), rows);
    let zeros =
        "SELECT DISTINCT i || '|' || r || '|' || t || '|' || quote(b) || '|' || d || '|' || m || '|' || w || '|'
                 || j || '|' || u || '|' || f || '|' || c || '|' || n FROM t";
    let zeros: String = connection.query_row(zeros, [], |row| row.get(0)).unwrap();
    assert_eq!(
        zeros,
        "0|0.0||X''|1970-01-01|00:00:00|1970-01-01 00:00:00|null|00000000-0000-0000-0000-000000000000|0|0|7"
    );
    let text = script::text(&down);
    assert!(text.contains("--   column `t.i` is filled with 0, since its values are gone"), "{text}");
}

#[test]
fn the_way_down_numbers_keys_that_come_back() {
    for (from, to) in [
        ("table t { id integer primary key, v text? }", "table t { v text? }"),
        ("table t { id integer, v text?, primary key (id, v) }", "table t { v text? }"),
        ("table t without rowid { id text primary key, v integer }", "table t without rowid { v integer primary key }"),
    ] {
        let answers = if to.contains("without") { "" } else { "drop column t.id," };
        let (up, down) = ways(from, to, answers);
        let connection = script::made(&model(from)).unwrap();
        connection.execute_batch("INSERT INTO t (id, v) VALUES (5, 1), (6, 2)").unwrap();
        script::apply(&connection, &up).unwrap();
        script::apply(&connection, &down).unwrap();
        let ids: i64 = connection.query_row("SELECT count(DISTINCT id) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(ids, 2, "{from}");
    }
}

#[test]
fn the_way_down_converts_as_sqlite_does() {
    let (from, to) = ("table t { id integer primary key, n integer }", "table t { id integer primary key, n text }");
    let (up, down) = ways(from, to, "cast t.n with \"'0' || n\",");
    let connection = script::made(&model(from)).unwrap();
    connection.execute_batch("INSERT INTO t VALUES (1, 42)").unwrap();
    let value = || connection.query_row("SELECT quote(n) FROM t", [], |row| row.get::<_, String>(0)).unwrap();
    script::apply(&connection, &up).unwrap();
    assert_eq!(value(), "'042'");
    script::apply(&connection, &down).unwrap();
    assert_eq!(value(), "42");
}

#[test]
fn what_grew_is_what_was_made() {
    let (first, last) = (
        "table t { id integer primary key }",
        "table t { id integer primary key, a text? collate nocase, b varchar(9) default \"it's\", c integer? generated \"id * 2\" virtual }",
    );
    let connection = script::made(&model(first)).unwrap();
    script::apply(&connection, &planned(first, last)).unwrap();
    let text = |connection: &Connection| -> String {
        let text: String = connection.query_row("SELECT sql FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" )", ")").replace("( ", "(").replace(" ,", ",")
    };
    assert_eq!(text(&connection), text(&script::made(&model(last)).unwrap()));
}

#[test]
fn create_is_readable() {
    let model = model(
        "table parents { id integer primary key autoincrement, code text unique }
         table \"order items\" strict {
             parent integer references parents (id) on delete cascade on update set null,
             place integer default 1,
             note text? collate nocase default \"it's\",
             at datetime default now,
             both text? generated \"parent || place\" stored,
             primary key pk (parent, place),
             check \"place > 0\",
             index (note desc) where \"place > 1\",
         }",
    );
    assert_eq!(
        sql::create(&model, Dialect::Sqlite),
        r#"CREATE TABLE "parents" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "code" TEXT NOT NULL,
    CONSTRAINT "uq_parents_code" UNIQUE ("code")
);

CREATE TABLE "order items" (
    "parent" INTEGER NOT NULL,
    "place" INTEGER NOT NULL DEFAULT 1,
    "note" TEXT COLLATE "NOCASE" DEFAULT 'it''s',
    "at" TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "both" TEXT GENERATED ALWAYS AS (parent || place) STORED,
    CONSTRAINT "pk" PRIMARY KEY ("parent", "place"),
    CONSTRAINT "fk_order items_parent" FOREIGN KEY ("parent") REFERENCES "parents" ("id") ON DELETE CASCADE ON UPDATE SET NULL,
    CONSTRAINT "ck_order items_place" CHECK (place > 0)
) STRICT;
CREATE INDEX "ix_order items_note" ON "order items" ("note" DESC) WHERE place > 1;
"#
    );
}

#[test]
fn a_script_is_readable() {
    let (up, _) = ways(
        "table t { id integer primary key, a text?, b text? }",
        "table t { id integer primary key, c text?, a varchar(9), index (a) }",
        "backfill t.a with \"'unknown'\", drop column t.b,",
    );
    assert_eq!(
        script::text(&up),
        r#"-- SQLite 3.26 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Rebuild table `t`:
--   column `t.b` dropped
--   column `t.c` added (`TEXT?`)
--   column `t.a`: type changed from `TEXT` to `VARCHAR(9)`, may no longer be null
--   columns of `t` in another order
--   index `ix_t_a` `(a)` of `t` added
CREATE TABLE "frostline_new_t" (
    "id" INTEGER PRIMARY KEY,
    "c" TEXT,
    "a" VARCHAR(9) NOT NULL
);
INSERT OR ABORT INTO "frostline_new_t" ("id", "a")
SELECT "id", coalesce("a", ('unknown'))
FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "frostline_new_t" RENAME TO "t";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "ix_t_a" ON "t" ("a");
"#
    );
}

#[test]
fn names_and_literals_that_no_script_can_hold_are_refused() {
    let nul = "table \"a\\0b\" { id integer primary key }";
    let line = "table t { id integer primary key, a text default \"x\\r\\ny\" }";
    for text in [nul, line] {
        let to = schema_core::syntax::parse_declaration(text).value.model;
        if to.tables.is_empty() {
            continue;
        }
        let error = plan(&Model::default(), &to, &Transition::default(), &Target::SQLITE).unwrap_err();
        assert!(error.is_unplannable(), "{text}: {error}");
    }
}

#[test]
fn a_thousand_tables_are_planned_in_their_order() {
    let mut text = String::new();
    for n in 0..1000 {
        text.push_str(&format!(
            "table t{n} {{ id integer primary key, next integer? references t{} (id) }}\n",
            (n + 1) % 1000
        ));
    }
    let to = model(&text);
    let up = plan(&Model::default(), &to, &Transition::default(), &Target::SQLITE).unwrap();
    assert!(matches!(&up.steps[0].operation, Operation::CreateTable(table) if table.name.as_str() == "t999"));
    assert_eq!(up.steps.len(), 1000);
}

/// SQLite makes an index over content that is not there, and lets the content go; only filling it fails.
#[test]
fn a_full_text_index_whose_content_is_not_there_is_made_and_not_filled() {
    let text = "table docs { id integer primary key, title text }
        virtual table found \"fts5(title, content='docs', content_rowid='id')\"
        virtual table others \"fts5(title, content='nowhere')\"";
    let connection = script::empty();
    script::apply(&connection, &planned("", text)).unwrap();
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM pragma_table_list WHERE type = 'virtual'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 2);
    let fills = |plan: &Plan| {
        let is_fill = |step: &&Step| matches!(step.operation, Operation::FillVirtualTable(_));
        plan.steps.iter().filter(is_fill).count()
    };
    assert_eq!(fills(&planned("", text)), 1);
}
