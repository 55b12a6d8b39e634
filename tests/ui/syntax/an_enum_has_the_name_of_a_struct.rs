fn main() {}

frostline::schema! {
    enum bug { open }
    table bugs as Bug { id integer primary key, state enum bug }
}
