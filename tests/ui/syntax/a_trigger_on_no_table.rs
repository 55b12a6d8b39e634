fn main() {}

frostline::schema! {
    table users { id integer primary key }
    trigger added "AFTER INSERT ON user BEGIN SELECT 1; END"
}
