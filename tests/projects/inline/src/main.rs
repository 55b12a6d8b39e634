mod storage {
    pub mod cache {
        frostline::schema! {
            #![revisions = "revisions/cache"]
            #![history = "cache"]

            table users as User {
                id    integer primary key,
                email text,
            }
        }
    }

    #[path = "elsewhere.rs"]
    pub mod audit;
}

fn main() {
    println!("{} {}", storage::cache::HISTORY.name, storage::audit::HISTORY.name);
}
