fn main() {}

frostline::schema! {
    table users { n smallint default 40000, m integer default -9223372036854775809 }
}
