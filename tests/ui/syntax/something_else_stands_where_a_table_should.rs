fn main() {}

frostline::schema! {
    sequence users {
        id integer,
    }
}
