fn main() {}

frostline::schema! {
    table users { n text default now }
}
