fn main() {}

frostline::schema! {
    table users { name text default 'x' }
}
