fn main() {}

frostline::schema! {
    enum bug_state { in_progress, "in progress" }
}
