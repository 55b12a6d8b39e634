fn main() {}

frostline::schema! {
    table users { n text default 1 }
}
