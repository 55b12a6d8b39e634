fn main() {}

frostline::schema! {
    table users {
        id integer primary key,
        em
        full_name text?,
        age intger,
    }
}
