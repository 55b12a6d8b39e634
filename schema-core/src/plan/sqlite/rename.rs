//! Renames in an order in which no step takes a name that is still in use.
//!
//! SQLite takes names that differ in ASCII case for one, so `t` becomes `T` by way of a third name
//! (columns could do it in one step; they go the same way). So does one member of each circle of names.

use std::collections::BTreeSet;

use crate::model::Name;

/// One step: from, to.
pub(super) type Hop = (Name, Name);

/// The steps that take each name to the other. `used` are all names in use before, those that move
/// included; `spare` makes a name that nothing has.
pub(super) fn hops(
    moves: &[Hop],
    used: impl IntoIterator<Item = Name>,
    mut spare: impl FnMut(&Name) -> Name,
) -> Vec<Hop> {
    let mut used: BTreeSet<String> = used.into_iter().map(|name| name.folded()).collect();
    let mut open: Vec<Hop> = moves.iter().filter(|(from, to)| from != to).cloned().collect();
    let mut hops = Vec::new();
    while !open.is_empty() {
        let (free, blocked): (Vec<Hop>, Vec<Hop>) = open.into_iter().partition(|(_, to)| !used.contains(&to.folded()));
        open = blocked;
        if free.is_empty() {
            // A circle, or a name that changes its case.
            let Some((from, _)) = open.first_mut() else { break };
            let aside = spare(from);
            used.remove(&from.folded());
            used.insert(aside.folded());
            hops.push((std::mem::replace(from, aside.clone()), aside));
            continue;
        }
        for (from, to) in free {
            used.remove(&from.folded());
            used.insert(to.folded());
            hops.push((from, to));
        }
    }
    hops
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(moves: &[(&str, &str)], used: &[&str]) -> Vec<String> {
        let moves: Vec<Hop> = moves.iter().map(|(from, to)| ((*from).into(), (*to).into())).collect();
        let hops = hops(&moves, used.iter().map(|name| (*name).into()), |name| Name::new(format!("~{name}")));
        hops.iter().map(|(from, to)| format!("{from}>{to}")).collect()
    }

    #[test]
    fn a_chain_runs_from_its_end() {
        assert_eq!(told(&[("a", "b"), ("b", "c")], &["a", "b"]), ["b>c", "a>b"]);
    }

    #[test]
    fn a_circle_goes_by_way_of_another_name() {
        assert_eq!(told(&[("a", "b"), ("b", "a")], &["a", "b", "x"]), ["a>~a", "b>a", "~a>b"]);
        assert_eq!(told(&[("a", "b"), ("b", "c"), ("c", "a")], &["a", "b", "c"]), ["a>~a", "c>a", "b>c", "~a>b"]);
    }

    #[test]
    fn another_case_goes_by_way_of_another_name() {
        assert_eq!(told(&[("t", "T")], &["t"]), ["t>~t", "~t>T"]);
    }

    #[test]
    fn no_move_is_no_step() {
        assert_eq!(told(&[("a", "a")], &["a"]), Vec::<String>::new());
    }
}
