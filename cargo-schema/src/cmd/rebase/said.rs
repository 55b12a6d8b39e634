//! What was said of a revision, where it is put now.

use schema_core::model::{Expression, Model, Rename, RenameColumn, Transition};

use crate::merge::Names;

/// What was said of a revision, in the names of the line: of the models before and after, each as it was, its
/// names in the end, and as it is in the line. With it, the expressions that are left out, since the other branch gave
/// the column its values.
pub(super) fn translated(
    said: &Transition,
    (was, names_before, from): (&Model, &Names, &Model),
    (is, names_after, to): (&Model, &Names, &Model),
) -> (Transition, Vec<Expression>) {
    let (mut made, mut left_out) = (Transition::default(), Vec::new());
    for rename in &said.rename_tables {
        let (a, b) = (names_before.of_table(&rename.from), names_after.of_table(&rename.to));
        if a != b {
            made.rename_tables.push(Rename { from: a, to: b });
        }
    }
    // The same table of the revision before.
    let before = |table: &schema_core::model::Name| said.table_before(table).unwrap_or(table).clone();
    for rename in &said.rename_columns {
        let (a, b) = (
            names_before.of_column(&before(&rename.table), &rename.from),
            names_after.of_column(&rename.table, &rename.to),
        );
        if a != b {
            made.rename_columns.push(RenameColumn { table: names_after.of_table(&rename.table), from: a, to: b });
        }
    }
    for table in &said.drop_tables {
        let name = names_before.of_table(table);
        if from.table_spelled(&name).is_some() && to.table_spelled(&name).is_none() {
            made.drop_tables.push(name);
        }
    }
    for (table, column) in &said.drop_columns {
        let (owner, name) = (names_after.of_table(table), names_before.of_column(&before(table), column));
        let there =
            |model: &Model, table: &_| model.table_named(table).is_some_and(|it| it.column_named(&name).is_some());
        if there(from, &names_before.of_table(&before(table))) && !there(to, &owner) {
            made.drop_columns.push((owner, name));
        }
    }
    let lists = [(&said.backfills, &mut made.backfills), (&said.casts, &mut made.casts)];
    for (list, made) in lists {
        for Expression { table, column, expr } in list {
            let (owner, name) = (names_after.of_table(table), names_after.of_column(table, column));
            let old = from
                .table_named(&names_before.of_table(&before(table)))
                .and_then(|it| it.column_named(&names_before.of_column(&before(table), column)));
            let new = to.table_named(&owner).and_then(|it| it.column_named(&name));
            // What the other branch did already needs no second answer.
            let is_done = matches!((old, new), (Some(old), Some(new)) if old.ty.same(&new.ty) && old.nullable == new.nullable)
                && is.table_named(table).is_some()
                && was.table_named(&before(table)).is_some();
            let expr = names_before.of_sql(&before(table), expr);
            let list = if is_done { &mut left_out } else { &mut *made };
            list.push(Expression { table: owner, column: name, expr });
        }
    }
    (made, left_out)
}
