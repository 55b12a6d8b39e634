fn main() {}

frostline::schema! {
    table users { id integer, name text uniqe }
}
