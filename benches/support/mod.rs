//! Ratios of two pieces of work, measured in turn in one run.
//!
//! Machines are shared and noisy: a figure of its own says little, and the ratio of two that were
//! measured a moment apart says much. Each round runs both, in alternating order; the median of the
//! rounds' ratios is printed beside what is aimed at.

#![allow(dead_code, reason = "each bench uses its part")]

pub(crate) mod chain;

use std::time::{Duration, Instant};

/// Prints the head of the table that [`ratio`] fills.
pub(crate) fn head(title: &str) {
    println!("\n{title}\n{:<44} {:>12} {:>12} {:>8} {:>8}", "", "ours", "baseline", "ratio", "aim");
}

/// Runs both in turn and prints the median times and the median ratio.
pub(crate) fn ratio(
    name: &str,
    aim: f64,
    rounds: usize,
    mut ours: impl FnMut() -> Duration,
    mut baseline: impl FnMut() -> Duration,
) -> f64 {
    ours();
    baseline();
    let mut pairs = Vec::with_capacity(rounds);
    for round in 0..rounds {
        pairs.push(if round % 2 == 0 {
            let a = ours();
            (a, baseline())
        } else {
            let b = baseline();
            (ours(), b)
        });
    }
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let seconds = |pick: fn(&(Duration, Duration)) -> Duration| {
        median(pairs.iter().map(|pair| pick(pair).as_secs_f64()).collect())
    };
    let ratio = median(pairs.iter().map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()).collect());
    let (a, b) = (seconds(|pair| pair.0), seconds(|pair| pair.1));
    let verdict = if ratio <= aim { "" } else { "  missed" };
    println!("{name:<44} {:>12} {:>12} {ratio:>8.2} {aim:>8.2}{verdict}", show(a), show(b));
    ratio
}

/// The time that `work` takes, its value dropped outside it.
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let value = work();
    let taken = start.elapsed();
    drop(std::hint::black_box(value));
    taken
}

fn show(seconds: f64) -> String {
    if seconds < 1e-3 {
        format!("{:.1} µs", seconds * 1e6)
    } else if seconds < 1.0 {
        format!("{:.2} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    }
}
