//! What a declaration costs a build: `cargo check` of 6, 100 and 1000 tables of ten columns with
//! `schema!`, of the same structs with their rusqlite mapping by hand, and of the same structs with
//! serde's derives; from clean, and after one column was renamed.
//!
//! Counted is the compiler's own CPU time and its peak memory for that one crate; what it depends on is
//! built before. Both come from `/proc`, so it says nothing on other systems than Linux.
//!
//! `cargo bench --bench build_cost -- 6 100` does these sizes only.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a bench that cannot run says so and stops")]

#[path = "../../schema-core/tests/history/fixture.rs"]
#[allow(dead_code, reason = "the tests of the history use the rest")]
mod fixture;

mod cases;
mod measure;

use std::path::Path;
use std::process::ExitCode;

use cases::{Case, Feature, Kind};
use measure::{Cost, Workspace};

/// Rounds of which the median counts. Of a thousand tables one takes minutes.
fn rounds(tables: usize) -> usize {
    if tables < 1000 { 3 } else { 1 }
}

fn main() -> ExitCode {
    if let Some(log) = std::env::var_os(measure::LOG) {
        return measure::wrapped(Path::new(&log));
    }
    if !cfg!(target_os = "linux") {
        println!("build_cost reads /proc, which this system does not have");
        return ExitCode::SUCCESS;
    }
    let sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![6, 100, 1000] } else { sizes };
    let workspace = Workspace::new(Path::new(env!("CARGO_TARGET_TMPDIR")));

    println!("\n`cargo check` of so many tables of ten columns: CPU seconds and peak memory of the compiler");
    println!(
        "{:>6}  {:<24} {:>9} {:>9} {:>8} {:>15} {:>15}",
        "tables", "", "clean s", "rename s", "MB", "clean / by hand", "rename / by hand"
    );
    for tables in sizes {
        let kinds = [
            Kind::ByHand,
            Kind::Declared { revisions: 1 },
            Kind::Serde,
            Kind::ByHandWith(Feature::All),
            Kind::With(Feature::All),
        ];
        let costs = measured(&workspace, &kinds.map(|kind| Case { kind, tables }));
        for (kind, cost) in kinds.iter().zip(&costs) {
            // Each beside what gives a person the same.
            let by_hand = match kind {
                Kind::With(_) | Kind::ByHandWith(_) => costs[3],
                _ => costs[0],
            };
            let verdict = match kind {
                Kind::Declared { .. } => verdict(tables, cost, &by_hand, Some(&costs[2])),
                // serde's structs have nothing of it, and by hand it is beyond 250 MB.
                Kind::With(_) => verdict(tables, cost, &by_hand, None),
                _ => String::new(),
            };
            println!(
                "{tables:>6}  {:<24} {:>9.2} {:>9.2} {:>8} {:>15.2} {:>15.2}{verdict}",
                kind.name(),
                cost.clean,
                cost.rename,
                cost.megabytes,
                cost.clean / by_hand.clean,
                cost.rename / by_hand.rename,
            );
        }
    }
    println!("aim: `schema!` within 2 times by hand, less than serde's derives, under 250 MB at 100 tables");

    println!("\nwhat each table's feature adds to `schema!` of a hundred tables, and to the same by hand");
    println!(
        "{:<16} {:>9} {:>9} {:>8}   {:>9} {:>9} {:>8}",
        "", "clean s", "rename s", "MB", "clean s", "rename s", "MB"
    );
    let of = |kind| Case { kind, tables: 100 };
    let mut cases = vec![of(Kind::Declared { revisions: 1 }), of(Kind::ByHand)];
    cases.extend(Feature::EACH.into_iter().flat_map(|it| [of(Kind::With(it)), of(Kind::ByHandWith(it))]));
    let costs = measured(&workspace, &cases);
    let (plain, features) = costs.split_at(2);
    for (feature, pair) in Feature::EACH.iter().zip(features.chunks(2)) {
        print!("{:<16}", feature.name());
        for (cost, plain) in pair.iter().zip(plain) {
            let (clean, rename) = (cost.clean - plain.clean, cost.rename - plain.rename);
            let megabytes = i128::from(cost.megabytes) - i128::from(plain.megabytes);
            print!(" {clean:>+9.2} {rename:>+9.2} {megabytes:>+8}  ");
        }
        println!();
    }

    println!("\nsix tables with so many frozen revisions embedded");
    let kinds = [Kind::Declared { revisions: 1 }, Kind::Declared { revisions: 1000 }];
    let costs = measured(&workspace, &kinds.map(|kind| Case { kind, tables: 6 }));
    for (revisions, cost) in [1, 1000].iter().zip(&costs) {
        println!("{revisions:>6}  {:<24} {:>9.2} {:>9.2} {:>8}", "revisions", cost.clean, cost.rename, cost.megabytes);
    }
    println!("aim: a thousand add under 0.5 s; they add {:.2} s", costs[1].clean - costs[0].clean);
    ExitCode::SUCCESS
}

/// What is missed, if anything is.
fn verdict(tables: usize, ours: &Cost, by_hand: &Cost, serde: Option<&Cost>) -> String {
    let mut missed = Vec::new();
    if ours.clean > 2.0 * by_hand.clean || ours.rename > 2.0 * by_hand.rename {
        missed.push("twice by hand");
    }
    if let Some(serde) = serde {
        if ours.clean > serde.clean || ours.rename > serde.rename {
            missed.push("serde");
        }
        if tables == 100 && ours.megabytes >= 250 {
            missed.push("250 MB");
        }
    }
    if missed.is_empty() { String::new() } else { format!("  missed: {}", missed.join(", ")) }
}

/// The median costs of each case. The cases take turns, so that a busy machine is busy for all.
fn measured(workspace: &Workspace, cases: &[Case]) -> Vec<Cost> {
    let mut costs = vec![Vec::new(); cases.len()];
    for _ in 0..rounds(cases[0].tables) {
        for (case, costs) in cases.iter().zip(&mut costs) {
            case.write(workspace.folder(), false);
            let (clean, first) = workspace.check(case, true);
            case.write(workspace.folder(), true);
            let (rename, second) = workspace.check(case, false);
            costs.push(Cost { clean, rename, megabytes: first.max(second) });
        }
    }
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let medians = costs.iter().map(|costs| Cost {
        clean: median(costs.iter().map(|cost| cost.clean).collect()),
        rename: median(costs.iter().map(|cost| cost.rename).collect()),
        megabytes: costs.iter().map(|cost| cost.megabytes).max().unwrap_or_default(),
    });
    medians.collect()
}
