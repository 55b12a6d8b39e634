fn main() {}

frostline::schema! {
    #![history = "a"]
    #![history = "b"]
    table users { id integer }
}
