fn main() {}

frostline::schema! {
    table users { id integer, customer_id integer, index (custmer_id), unique index (zebra desc) }
}
