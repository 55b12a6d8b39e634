//! Every row of a table is copied.

use super::{Code, Context, Hazard};
use crate::plan::Operation;

pub(super) fn find(context: &Context<'_>) -> Vec<Hazard> {
    context
        .plan
        .steps
        .iter()
        .filter_map(|step| {
            let table = match &step.operation {
                Operation::Rebuild(rebuild) => &rebuild.to.name,
                Operation::RebuildVirtualTable(copy) => &copy.to.name,
                _ => return None,
            };
            let message =
                format!("table `{table}` is rebuilt; every row is copied, and nothing else can be written meanwhile");
            Some(Hazard::new(Code::RewritesTable, table, None, message))
        })
        .collect()
}
