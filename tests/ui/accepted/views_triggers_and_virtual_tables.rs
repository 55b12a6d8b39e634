fn main() {
    let row = Code { code: None, name: String::new(), at: None, gone: None };
    assert_eq!(row.code, None);
    assert_eq!(codes::TABLE.name(), "codes");
}

frostline::schema! {
    #![revisions = "fixtures/objects"]

    table users { id integer primary key, code text }
    table codes as Code { code text? primary key on conflict ignore, name text not null named on conflict replace, at integer? references users deferrable initially deferred, gone integer? references nowhere unchecked, unique (name collate nocase, at desc) }
    view active (id) "SELECT id FROM users"
    trigger users_ai "AFTER INSERT ON users BEGIN
        INSERT INTO codes (code) VALUES (new.code);
    END"
    virtual table found "fts5(code)"
}
