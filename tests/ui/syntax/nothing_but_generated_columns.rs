fn main() {}

frostline::schema! {
    table users { b integer generated "1" virtual }
}
