fn main() {}

frostline::schema! {
    enum bug_state {}
    table bugs as Bug { id integer primary key, state enum bug_state }
}
