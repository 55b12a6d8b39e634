fn main() {}

frostline::schema! {
    table users { n boolean default 1 }
}
