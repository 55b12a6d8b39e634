//! Live databases as models.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod objects;
mod oracle;
mod reading;
mod real;
mod support;
