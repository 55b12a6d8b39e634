fn main() {}

frostline::schema! {
    table users { a integer, primary key (a, A), index (a, a), index i (a, a collate nocase) }
}
