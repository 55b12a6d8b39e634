//! Every row of a table is copied.

use super::{Code, Context, Hazard};
use crate::plan::Operation;

pub(super) fn find(context: &Context<'_>) -> Vec<Hazard> {
    context
        .plan
        .steps
        .iter()
        .filter_map(|step| {
            let Operation::Rebuild(rebuild) = &step.operation else { return None };
            let table = &rebuild.to.name;
            let message =
                format!("table `{table}` is rebuilt; every row is copied, and nothing else can be written meanwhile");
            Some(Hazard::new(Code::RewritesTable, table, None, message))
        })
        .collect()
}
