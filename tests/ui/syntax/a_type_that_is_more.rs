fn main() {}

frostline::schema! {
    table users { a sql "TEXT NOT NULL", b sql "INTEGER, c TEXT", d sql "DECIMAL(10, 2)", e sql "" }
}
