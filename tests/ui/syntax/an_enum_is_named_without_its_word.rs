fn main() {}

frostline::schema! {
    enum bug_state { open }
    table bugs as Bug { id integer primary key, state bug_state }
}
