fn main() {}

frostline::schema! {
    enum bug_state { open, 7 }
    table bugs as Bug { id integer primary key, state enum bug_state }
}

pub fn is_open(bug: &Bug) -> bool {
    bug.state == BugState::Open
}
