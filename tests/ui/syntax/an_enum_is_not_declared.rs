fn main() {}

frostline::schema! {
    enum bug_state { open, closed }
    table bugs as Bug {
        id integer primary key,
        state enum bug_sate,
    }
}
