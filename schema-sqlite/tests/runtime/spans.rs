//! The spans of `tracing`: one an upgrade, and one a revision inside it.

use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{CHAIN, File, history, upgrade};

/// Notes which spans are entered and left.
#[derive(Clone, Default)]
struct Notes {
    names: Arc<Mutex<Vec<String>>>,
    lines: Arc<Mutex<Vec<String>>>,
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl Subscriber for Notes {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields(span.metadata().name().to_owned());
        span.record(&mut fields);
        let mut names = self.names.lock().unwrap();
        names.push(fields.0);
        Id::from_u64(u64::try_from(names.len()).unwrap())
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, span: &Id) {
        let at = usize::try_from(span.into_u64()).unwrap() - 1;
        self.lines.lock().unwrap().push(self.names.lock().unwrap()[at].clone());
    }

    fn exit(&self, _: &Id) {
        self.lines.lock().unwrap().push("left".to_owned());
    }
}

#[test]
fn an_upgrade_and_its_revisions_are_spans() {
    let (file, notes) = (File::at(1), Notes::default());
    tracing::subscriber::with_default(notes.clone(), || {
        upgrade(&mut file.open(), &history(&CHAIN)).unwrap();
        // A start at head has none.
        upgrade(&mut file.open(), &history(&CHAIN)).unwrap();
    });
    let lines = notes.lines.lock().unwrap().clone();
    assert_eq!(
        lines,
        [
            "upgrade history=\"main\"",
            "revision name=\"0002_names\"",
            "left",
            "revision name=\"0003_rebuild\"",
            "left",
            "left"
        ]
    );
}
