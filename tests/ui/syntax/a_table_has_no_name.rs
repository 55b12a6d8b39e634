frostline::schema! {
    table {
        id integer primary key,
    }
}

fn main() {}
