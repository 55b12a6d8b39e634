frostline::schema! {
    #![revisions = "revisions/audit"]
    #![history = "audit"]

    table entries as Entry {
        id   integer primary key autoincrement,
        what text,
    }
}
