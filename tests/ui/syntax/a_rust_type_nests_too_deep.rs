fn main() {}

frostline::schema! {
    table users { a text as V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<V<u8>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> }
}
