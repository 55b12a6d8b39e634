fn main() {}

frostline::schema! {
    enum bug_state { open, closed, "open" }
}
