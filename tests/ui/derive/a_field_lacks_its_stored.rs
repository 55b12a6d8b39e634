use frostline::Table;

frostline::schema! {
    #![revisions = "fixtures/births"]

    table people as Person { id integer primary key, born date? as frostline::Stored<jiff::civil::Date> }
}

#[derive(Table)]
#[table(people)]
struct Birth {
    born: Option<jiff::civil::Date>,
}

fn main() {}
