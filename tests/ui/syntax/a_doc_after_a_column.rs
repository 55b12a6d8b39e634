fn main() {}

frostline::schema! {
    table users {
        id integer /// why
        ,
    }
}
