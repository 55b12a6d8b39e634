frostline::schema! {
    #![revisions = "fixtures/bugs_with_a_step"]

    enum bug_state { open, closed, done }
    enum severity { low, high }
    table bugs as Bug { id integer primary key, state enum bug_state, severity enum severity? }
}

fn main() {
    use revisions::r0001_baseline as old;

    // What a step of that revision reads and writes has the values of its time.
    let bug = old::Bug { id: 1, state: old::BugState::Closed, severity: Some(old::Severity::Low) };
    assert_eq!(old::BugState::ALL.len(), 2);
    assert_eq!(BugState::ALL.len(), 3);
    assert_eq!(bug.state.as_str().parse(), Ok(BugState::Closed));
    assert!("done".parse::<old::BugState>().is_err());
    let _: frostline::Column<old::Bug, Option<old::Severity>, _> = old::bugs::severity;
    assert_eq!(<old::BugState as frostline::Enum>::NAME, "bug_state");
    assert_eq!(old::BugState::Open.as_str(), "open");
}
