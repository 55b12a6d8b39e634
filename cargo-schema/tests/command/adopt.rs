//! A database that another tool made comes under a history: the real baseline of a sync cache, with the table
//! in which its old tool kept its place.

use crate::support::{Project, manifest};

const DDL: &str = "
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES ('3c1f0a9be2d7');
CREATE TABLE products (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    data TEXT NOT NULL,
    last_synced DATETIME,
    features_synced_at DATETIME,
    PRIMARY KEY (id)
);
CREATE INDEX ix_products_customer_id ON products (customer_id);
CREATE TABLE tests (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    data TEXT NOT NULL,
    status VARCHAR(50),
    synced_at DATETIME,
    bugs_synced_at DATETIME,
    PRIMARY KEY (id),
    FOREIGN KEY(product_id) REFERENCES products (id)
);
CREATE INDEX ix_tests_customer_id ON tests (customer_id);
CREATE INDEX ix_tests_product_id ON tests (product_id);
CREATE INDEX ix_tests_status ON tests (status);
CREATE TABLE bugs (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    test_id INTEGER NOT NULL,
    data TEXT NOT NULL,
    synced_at DATETIME,
    PRIMARY KEY (id),
    FOREIGN KEY(test_id) REFERENCES tests (id)
);
CREATE INDEX ix_bugs_customer_id ON bugs (customer_id);
CREATE INDEX ix_bugs_test_id ON bugs (test_id);
CREATE TABLE features (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    data TEXT NOT NULL,
    section_ids TEXT,
    synced_at DATETIME,
    PRIMARY KEY (id),
    FOREIGN KEY(product_id) REFERENCES products (id)
);
CREATE INDEX ix_features_customer_id ON features (customer_id);
CREATE INDEX ix_features_product_id ON features (product_id);
CREATE TABLE users (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    data TEXT NOT NULL,
    synced_at DATETIME,
    PRIMARY KEY (id)
);
CREATE INDEX ix_users_customer_id ON users (customer_id);
CREATE TABLE sync_events (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL,
    event_type VARCHAR(50) NOT NULL,
    status VARCHAR(20) NOT NULL,
    started_at DATETIME NOT NULL,
    completed_at DATETIME,
    products_synced INTEGER,
    tests_synced INTEGER,
    tests_refreshed INTEGER,
    bugs_synced INTEGER,
    features_synced INTEGER,
    error_message TEXT,
    metadata_json TEXT
);
CREATE INDEX ix_sync_events_customer_id ON sync_events (customer_id);
CREATE INDEX ix_sync_events_event_type ON sync_events (event_type);
CREATE INDEX ix_sync_events_status ON sync_events (status);
";

const ROWS: &str = "
PRAGMA foreign_keys = ON;
INSERT INTO products VALUES (10, 1, '{\"name\": \"a\"}', '2025-01-31 12:00:00', NULL), (11, 1, '{}', NULL, NULL);
INSERT INTO tests VALUES (100, 1, 10, '{}', 'open', NULL, NULL), (101, 1, 11, '{}', NULL, NULL, NULL);
INSERT INTO bugs VALUES (1000, 1, 100, '{\"t\": \"é\"}', NULL);
INSERT INTO features VALUES (5, 1, 10, '{}', '[1, 2]', NULL);
INSERT INTO users VALUES (7, 1, '{}', NULL);
INSERT INTO sync_events (customer_id, event_type, status, started_at) VALUES (1, 'full', 'done', '2025-01-31 12:00:00');
INSERT INTO sync_events (customer_id, event_type, status, started_at) VALUES (1, 'full', 'gone', '2025-01-31 12:00:00');
DELETE FROM sync_events WHERE status = 'gone';
";

const EVERYTHING: &str = "SELECT * FROM products; SELECT * FROM tests; SELECT * FROM bugs; SELECT * FROM features;
SELECT * FROM users; SELECT id, status FROM sync_events; SELECT * FROM alembic_version;
SELECT * FROM sqlite_sequence WHERE name = 'sync_events';";

/// The whole way, with the old tool's own table in the declaration or left alone beside it.
#[test]
fn a_database_of_another_tool_is_adopted_with_its_rows() {
    for exclude in ["", "--exclude alembic_version"] {
        let project = Project::empty();
        project.write("Cargo.toml", &manifest("cache"));
        project.write("src/lib.rs", "");
        project.shell("cache.db", &format!("{DDL}{ROWS}"));
        let (before, shape) = (project.shell("cache.db", EVERYTHING), project.shape("cache.db"));

        let words = format!("init --from sqlite:cache.db --frostline-version 0.1 {exclude}");
        project.run(words.split_whitespace()).code(0);
        assert_eq!(project.shell("cache.db", EVERYTHING), before, "it was only read");
        let source = project.read("src/schema.rs");
        assert_eq!(source.contains("alembic_version"), exclude.is_empty(), "{source}");
        project.run(["upgrade", "-d", "cache.db"]).code(1).complains("has to be adopted");
        project.well("check");
        project.well("verify");
        project.well("stamp -d cache.db");
        project.well("current -d cache.db").says("this is the head");
        project.well("check -d cache.db");
        project.well("upgrade -d cache.db").says("nothing to do");
        assert_eq!(project.shape("cache.db"), shape);

        // From here on it is like any other: a column that may not be null, and a reference that cascades.
        let start = source.find("table users").expect("users are declared");
        let at = start + source[start..].find("synced_at").unwrap();
        let line = at + source[at..].find('\n').unwrap() + 1;
        project
            .write("src/schema.rs", &format!("{}    email text default \"\",\n{}", &source[..line], &source[line..]));
        project.run(["snapshot", "-m", "emails"]).code(0);
        project.well("upgrade -d cache.db").says("0002_emails");
        project.well("check -d cache.db");
        let after = project.shell("cache.db", EVERYTHING);
        assert_eq!(after, before.replace("7|1|{}|\n", "7|1|{}||\n"));
        assert_eq!(project.shell("cache.db", "PRAGMA integrity_check; PRAGMA foreign_key_check;"), "ok\n");
        // A fresh one is the same; what was left out is not in it.
        project.well("upgrade -d fresh.db");
        let mine = |shape: Vec<String>| -> Vec<String> {
            shape.into_iter().filter(|line| exclude.is_empty() || !line.contains("alembic_version")).collect()
        };
        assert_eq!(mine(project.shape("fresh.db")), mine(project.shape("cache.db")));
        project.well("downgrade -d cache.db --allow drops-column");
        assert_eq!(project.shell("cache.db", EVERYTHING), before);
    }
}
