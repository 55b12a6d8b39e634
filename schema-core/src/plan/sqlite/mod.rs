//! The planner for SQLite.

use crate::error::Result;
use crate::model::{Model, Transition};
use crate::plan::{Plan, Target};

pub(super) fn plan(from: &Model, to: &Model, transition: &Transition, target: &Target) -> Result<Plan> {
    let _ = (from, to, transition, target);
    todo!()
}
