fn main() {
    println!("{}", schemas::HISTORY.revisions.len());
}
