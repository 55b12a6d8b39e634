//! Revisions that two branches froze alike, on the same one: they are the same revision, whatever they are called.

use schema_core::history::{Branch, Branches, Identity, Revision};

/// A revision that is the same as another, and the other's name.
pub(super) type Twin = (Revision<'static>, String);

/// Puts branches that begin alike together up to where they part. Of two the first is kept, unless `second` says that
/// the names of the other are. Returns the revisions that go.
pub(super) fn unite(fork: &mut Branches, second: impl Fn(&[Branch]) -> bool) -> Vec<Twin> {
    let mut twins = Vec::new();
    let all = Branch { line: Vec::new(), branches: std::mem::take(&mut fork.branches) };
    let Branch { line, branches } = united(all, &second, &mut twins);
    fork.common.extend(line);
    fork.branches = branches;
    twins
}

fn united(of: Branch, second: &impl Fn(&[Branch]) -> bool, twins: &mut Vec<Twin>) -> Branch {
    let mut made: Vec<Branch> = Vec::new();
    let Branch { mut line, branches } = of;
    for branch in branches {
        match made.iter().position(|other| first(other) == first(&branch)) {
            Some(at) => {
                let pair = [made.remove(at), branch];
                let is_second = second(&pair);
                let [a, b] = pair;
                let (stays, goes) = if is_second { (b, a) } else { (a, b) };
                made.insert(at, both(stays, goes, twins));
            }
            None => made.push(branch),
        }
    }
    let mut made: Vec<Branch> = made.into_iter().map(|branch| united(branch, second, twins)).collect();
    // Where one way is left, nothing parts.
    if let [only] = made.as_mut_slice() {
        line.append(&mut only.line);
        made = std::mem::take(&mut only.branches);
    }
    Branch { line, branches: made }
}

fn first(branch: &Branch) -> Option<Identity> {
    branch.line.first().map(|first| first.identity)
}

/// Both as one, as far as they are alike, by the names of the first.
fn both(stays: Branch, goes: Branch, twins: &mut Vec<Twin>) -> Branch {
    let alike = stays.line.iter().zip(&goes.line).take_while(|(a, b)| a.identity == b.identity).count();
    let pairs = goes.line.iter().zip(&stays.line).take(alike);
    twins.extend(pairs.map(|(gone, other)| (gone.clone(), other.name.to_string())));
    let rest = |branch: &Branch| match branch.line.get(alike..) {
        Some(line) if !line.is_empty() => vec![Branch { line: line.to_vec(), branches: branch.branches.clone() }],
        _ => branch.branches.clone(),
    };
    Branch { branches: [rest(&stays), rest(&goes)].concat(), line: stays.line[..alike].to_vec() }
}
