fn main() {}

frostline::schema! {
    #![revisions = "fixtures/bugs_with_states"]

    enum bug_state { closed, open, in_progress }
    table bugs as Bug { id integer primary key, state enum bug_state }
}
