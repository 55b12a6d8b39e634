fn main() {}

frostline::schema! {
    table users as crate::User { id integer }
}
