frostline::schema! {
    view users {
        id integer,
    }
}

fn main() {}
