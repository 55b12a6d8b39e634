fn main() {}

frostline::schema! {
    table users { name varchar(99999999999) }
}
