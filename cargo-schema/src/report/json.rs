//! Diagnostics, changes and hazards as JSON.

use std::path::Path;

use schema_core::diff::Change;
use schema_core::hazard::Hazard;
use schema_core::model::Type;
use serde_json::{Map, Value, json};

use super::{Diagnostic, shown};

/// One diagnostic. Lines and columns count from 1; `null` is the file as a whole.
pub(crate) fn diagnostic(diagnostic: &Diagnostic, from: &Path) -> Value {
    let place = &diagnostic.place;
    let mut object = Map::new();
    object.insert("code".into(), diagnostic.code.into());
    object.insert("message".into(), diagnostic.message.clone().into());
    object.insert("file".into(), shown(&place.path, from).into());
    let (start, end) = (place.start(), place.end());
    object.insert("line".into(), json!(start.map(|at| at.line)));
    object.insert("column".into(), json!(start.map(|at| at.column)));
    object.insert("end_line".into(), json!(end.map(|at| at.line)));
    object.insert("end_column".into(), json!(end.map(|at| at.column)));
    Value::Object(object)
}

/// One change: what kind it is, the table, and what of it.
pub(crate) fn change(change: &Change) -> Value {
    let (kind, name) = match change {
        Change::AddTable { .. } => ("add-table", None),
        Change::DropTable { .. } => ("drop-table", None),
        Change::RenameTable { from, .. } => ("rename-table", Some(from)),
        Change::AddColumn { column, .. } => ("add-column", Some(&column.name)),
        Change::DropColumn { column, .. } => ("drop-column", Some(&column.name)),
        Change::RenameColumn { from, .. } => ("rename-column", Some(from)),
        Change::AlterColumn { to, .. } => ("alter-column", Some(&to.name)),
        Change::ReorderColumns { .. } => ("reorder-columns", None),
        Change::AddItem { item, .. } => ("add-item", item.name()),
        Change::DropItem { item, .. } => ("drop-item", item.name()),
        Change::AlterItem { to, .. } => ("alter-item", to.name()),
        Change::AlterOptions { .. } => ("alter-options", None),
        Change::AddObject { object } => ("add-object", Some(object.name())),
        Change::DropObject { object } => ("drop-object", Some(object.name())),
        Change::AlterObject { to, .. } => ("alter-object", Some(to.name())),
    };
    let mut value = json!({ "kind": kind, "table": change.table().as_str(), "message": change.to_string() });
    let place = match kind.split('-').nth(1) {
        Some("column") => "column",
        Some("table") => "from",
        _ => "name",
    };
    if let Some(name) = name {
        value[place] = name.as_str().into();
    }
    if let Change::AddObject { object } | Change::DropObject { object } | Change::AlterObject { to: object, .. } =
        change
    {
        value["object"] = object.kind().into();
    }
    if let Change::AlterColumn { from, to, .. } = change
        && let (Type::Enum(from), Type::Enum(to)) = (&from.ty, &to.ty)
        && !from.same_values(to)
    {
        value["values_added"] = to.without(from).collect();
        value["values_gone"] = from.without(to).collect();
    }
    if let Change::RenameColumn { to, .. } = change {
        value["to"] = to.as_str().into();
    }
    value
}

/// One hazard.
pub(crate) fn hazard(hazard: &Hazard) -> Value {
    json!({
        "code": hazard.code.as_str(),
        "table": hazard.table.as_str(),
        "column": hazard.column.as_ref().map(|column| column.as_str()),
        "message": hazard.message,
        "loses_data": hazard.code.loses_data(),
    })
}
