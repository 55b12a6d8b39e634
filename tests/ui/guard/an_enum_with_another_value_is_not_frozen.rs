fn main() {}

frostline::schema! {
    #![revisions = "fixtures/bugs_with_states"]

    enum bug_state { closed, open, in_progress }
    enum severity { low, high }
    table bugs as Bug { id integer primary key, state enum bug_state, severity enum severity? }
}
