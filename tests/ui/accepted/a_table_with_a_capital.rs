//! A module with a capital is a table as well as any.

use frostline::Table;

frostline::schema! {
    #![revisions = "fixtures/capital"]

    table Album as AlbumRow { AlbumId integer primary key, Title text, type text? }
}

#[derive(Table)]
#[table(Album)]
struct Title {
    #[column(Title)]
    title: String,
}

#[derive(Table)]
#[table(Album)]
struct Whole {
    #[column(AlbumId)]
    id: i64,
    #[nested]
    title: Title,
    r#type: Option<String>,
}

#[derive(Table)]
#[table(self::Album)]
struct Lent<'a> {
    #[column(Title)]
    title: &'a str,
}

fn main() {
    fn is_row<T: Table>() {}
    is_row::<Whole>();
    let Lent { title } = Lent { title: "x" };
    let whole = Whole { id: 1, title: Title { title: title.to_owned() }, r#type: None };
    let _ = AlbumRow { AlbumId: whole.id, Title: whole.title.title, r#type: whole.r#type };
}
