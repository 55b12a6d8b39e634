//! The history: every fault is told, and every freeze is the same.

mod faults;
mod fixture;
mod freeze;
mod guard;
mod tamper;
