fn main() {}

frostline::schema! {
    table users { n varchar(3) default "four", d decimal(3, 2) default 12.5 }
}
