//! The history: every fault is told, and every freeze is the same.

mod faults;
mod fixture;
mod freeze;
mod guard;
#[cfg(feature = "plan")]
mod laws;
#[cfg(feature = "plan")]
#[path = "../common/models.rs"]
mod models;
mod tamper;
