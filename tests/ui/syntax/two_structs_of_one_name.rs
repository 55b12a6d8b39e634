fn main() {}

frostline::schema! {
    table order_items { id integer }
    table "order items" as OrderItems { id integer }
}
