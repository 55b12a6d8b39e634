//! Diagnostics as JSON.

use std::path::Path;

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
