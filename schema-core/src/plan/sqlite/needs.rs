//! The oldest SQLite that a plan runs on.

use crate::model::{Sql, SqlToken, Table};
use crate::plan::{Operation, Plan, Rebuild, Source};

/// The oldest version of SQLite that can run the plan, as far as its own statements go. What functions
/// the schema's expressions call is not looked at.
pub fn needs(plan: &Plan) -> (u16, u16, u16) {
    plan.steps.iter().map(|step| operation(&step.operation)).max().unwrap_or((3, 8, 2))
}

fn operation(operation: &Operation) -> (u16, u16, u16) {
    match operation {
        Operation::CreateTable(table) => of(table),
        Operation::RenameTable { .. } | Operation::RenameColumn { .. } => (3, 26, 0),
        Operation::AddColumn { column, .. } if column.generated.is_some() => (3, 31, 0),
        Operation::DropColumn { .. } => (3, 35, 5),
        Operation::SetNotNull { .. }
        | Operation::DropNotNull { .. }
        | Operation::AddCheck { .. }
        | Operation::DropCheck { .. } => (3, 53, 0),
        Operation::Rebuild(Rebuild { to, copy, .. }) => {
            let windows = |expr: &Sql| {
                expr.tokens().any(|token| matches!(token, SqlToken::Word(word) if word.eq_ignore_ascii_case("over")))
            };
            let has_window = copy.iter().any(|(_, source)| matches!(source, Source::Expr(expr) if windows(expr)));
            of(to).max(if has_window { (3, 28, 0) } else { (3, 26, 0) })
        }
        Operation::RebuildVirtualTable(_) => (3, 26, 0),
        Operation::AddColumn { .. }
        | Operation::CreateVirtualTable(_)
        | Operation::FillVirtualTable(_)
        | Operation::CreateView(_)
        | Operation::DropView(_)
        | Operation::CreateTrigger(_)
        | Operation::DropTrigger(_)
        | Operation::DropTable(_)
        | Operation::CreateIndex { .. }
        | Operation::DropIndex(_)
        | Operation::Fill { .. } => (3, 8, 2),
    }
}

fn of(table: &Table) -> (u16, u16, u16) {
    let is_generated = table.columns.iter().any(|column| column.generated.is_some());
    match (table.strict, is_generated) {
        (true, _) => (3, 37, 0),
        (false, true) => (3, 31, 0),
        (false, false) => (3, 8, 2),
    }
}
