fn main() {}

frostline::schema! {
    table users { a varchar(0), b char(0) }
}
