//! SQLite's SQL.

use crate::model::Model;
use crate::plan::Plan;

pub(super) fn script(plan: &Plan) -> String {
    let _ = plan;
    todo!()
}

pub(super) fn create(model: &Model) -> String {
    let _ = model;
    todo!()
}
