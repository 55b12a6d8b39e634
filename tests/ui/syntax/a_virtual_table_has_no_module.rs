fn main() {}

frostline::schema! {
    virtual table found "using fts5(title)"
}
