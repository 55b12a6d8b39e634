fn main() {}

frostline::schema! {
    view users {
        id integer,
    }
}
