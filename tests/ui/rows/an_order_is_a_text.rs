use frostline::Table;

frostline::schema! {
    #![revisions = "fixtures/shop"]

    table products as Product { id integer primary key, data text, last_synced text? }
    table tests as Test {
        id integer primary key, product_id integer references products (id), name text unique,
        unique (product_id, name)
    }
    table notes as Note { text text, words integer generated "length(text)" virtual }
}

fn asked() {
    let _ = Product::query().order_by("data");
    let _ = Product::query().order_by((products::id, "data"));
}

fn main() {}
