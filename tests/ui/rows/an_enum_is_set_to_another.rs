frostline::schema! {
    #![revisions = "fixtures/bugs_with_states"]

    enum bug_state { open, closed }
    enum severity { low, high }
    table bugs as Bug { id integer primary key, state enum bug_state, severity enum severity? }
}

fn asked() {
    let _ = bugs::severity.set(BugState::Open);
}

fn main() {}
