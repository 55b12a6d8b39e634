//! The worked example: the schema of a program that mirrors a remote test-management service in a
//! local SQLite file, so that tools can read it offline.
//!
//! The tables are declared here; their frozen revisions are in `schemas/revisions`. The history tells
//! the accident that Frostline cures: `features_synced_at` arrived after the baseline, whose SQL had
//! been frozen without it, so it arrives once, on fresh and on existing databases alike.

frostline::schema! {
    /// A product under test.
    table products as Product {
        /// Assigned by the remote service.
        id                 integer primary key,
        customer_id        integer,
        /// The service's answer for this product.
        data               json,
        last_synced        datetime?,
        /// When the product's features were last fetched.
        features_synced_at datetime?,

        index (customer_id),
    }

    /// One test cycle of a product.
    table tests as Test {
        /// Assigned by the remote service.
        id             integer primary key,
        customer_id    integer,
        product_id     integer references products (id),
        /// The service's answer for this test.
        data           json,
        status         varchar(50)?,
        synced_at      datetime?,
        bugs_synced_at datetime?,

        index (customer_id),
        index (product_id),
        index (status),
    }

    /// A bug that was reported in a test.
    table bugs as Bug {
        /// Assigned by the remote service.
        id          integer primary key,
        customer_id integer,
        test_id     integer references tests (id),
        /// The service's answer for this bug.
        data        json,
        synced_at   datetime?,

        index (customer_id),
        index (test_id),
    }

    /// A feature of a product.
    table features as Feature {
        /// Assigned by the remote service.
        id          integer primary key,
        customer_id integer,
        product_id  integer references products (id),
        /// The service's answer for this feature.
        data        json,
        /// The sections that the feature belongs to, a JSON array of their ids.
        section_ids json?,
        synced_at   datetime?,

        index (customer_id),
        index (product_id),
    }

    /// A person known to the service.
    table users as User {
        /// Assigned by the remote service.
        id          integer primary key,
        customer_id integer,
        /// The service's answer for this person.
        data        json,
        synced_at   datetime?,

        index (customer_id),
    }

    /// One run of the synchronisation.
    table sync_events as SyncEvent {
        /// Assigned here, and never given twice.
        id              integer primary key autoincrement,
        customer_id     integer,
        event_type      varchar(50),
        status          varchar(20),
        started_at      datetime,
        completed_at    datetime?,
        products_synced integer?,
        tests_synced    integer?,
        bugs_synced     integer?,
        features_synced integer?,
        error_message   text?,
        metadata_json   json?,
        /// How many tests were fetched again. Declared last, so that it is added in place.
        tests_refreshed integer?,

        index (customer_id),
        index (event_type),
        index (status),
    }
}
