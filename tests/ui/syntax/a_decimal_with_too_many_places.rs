fn main() {}

frostline::schema! {
    table users { a decimal(2, 3), b decimal(0) }
}
