//! Changes and hazards in words.

use anstyle::Style;
use schema_core::diff::Change;
use schema_core::hazard::Hazard;

use crate::shell::{GREEN, RED, YELLOW};

/// A line for a change: what is new is green, what is gone is red, what is other is yellow.
pub(crate) fn change(change: &Change) -> String {
    let (sign, style): (char, Style) = match change {
        Change::AddTable { .. } | Change::AddObject { .. } | Change::AddColumn { .. } | Change::AddItem { .. } => {
            ('+', GREEN)
        }
        Change::DropTable { .. } | Change::DropObject { .. } | Change::DropColumn { .. } | Change::DropItem { .. } => {
            ('-', RED)
        }
        Change::RenameTable { .. }
        | Change::RenameColumn { .. }
        | Change::AlterColumn { .. }
        | Change::ReorderColumns { .. }
        | Change::AlterObject { .. }
        | Change::AlterItem { .. }
        | Change::AlterOptions { .. } => ('~', YELLOW),
    };
    format!("  {style}{sign}{style:#} {change}")
}

/// A line for a hazard; red where data is lost.
pub(crate) fn hazard(hazard: &Hazard) -> String {
    let style = if hazard.code.loses_data() { RED } else { YELLOW };
    format!("  {style}{}{style:#}: {}", hazard.code.as_str(), hazard.message)
}
