fn main() {}

frostline::schema! {
    table users as User {
        id integer primary key,
        team_id integer references teams (id),
    }
}
