-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `products`
CREATE TABLE "products" (
    "id" INTEGER PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "last_synced" DATETIME
);

-- Create table `tests`
CREATE TABLE "tests" (
    "id" INTEGER PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "product_id" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "status" VARCHAR(50),
    "synced_at" DATETIME,
    "bugs_synced_at" DATETIME,
    CONSTRAINT "fk_tests_product_id" FOREIGN KEY ("product_id") REFERENCES "products" ("id")
);

-- Create table `bugs`
CREATE TABLE "bugs" (
    "id" INTEGER PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "test_id" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "synced_at" DATETIME,
    CONSTRAINT "fk_bugs_test_id" FOREIGN KEY ("test_id") REFERENCES "tests" ("id")
);

-- Create table `features`
CREATE TABLE "features" (
    "id" INTEGER PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "product_id" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "section_ids" TEXT,
    "synced_at" DATETIME,
    CONSTRAINT "fk_features_product_id" FOREIGN KEY ("product_id") REFERENCES "products" ("id")
);

-- Create table `users`
CREATE TABLE "users" (
    "id" INTEGER PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "synced_at" DATETIME
);

-- Create table `sync_events`
CREATE TABLE "sync_events" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "customer_id" INTEGER NOT NULL,
    "event_type" VARCHAR(50) NOT NULL,
    "status" VARCHAR(20) NOT NULL,
    "started_at" DATETIME NOT NULL,
    "completed_at" DATETIME,
    "products_synced" INTEGER,
    "tests_synced" INTEGER,
    "bugs_synced" INTEGER,
    "features_synced" INTEGER,
    "error_message" TEXT,
    "metadata_json" TEXT
);

-- Create index `ix_products_customer_id`
CREATE INDEX "ix_products_customer_id" ON "products" ("customer_id");

-- Create index `ix_tests_customer_id`
CREATE INDEX "ix_tests_customer_id" ON "tests" ("customer_id");

-- Create index `ix_tests_product_id`
CREATE INDEX "ix_tests_product_id" ON "tests" ("product_id");

-- Create index `ix_tests_status`
CREATE INDEX "ix_tests_status" ON "tests" ("status");

-- Create index `ix_bugs_customer_id`
CREATE INDEX "ix_bugs_customer_id" ON "bugs" ("customer_id");

-- Create index `ix_bugs_test_id`
CREATE INDEX "ix_bugs_test_id" ON "bugs" ("test_id");

-- Create index `ix_features_customer_id`
CREATE INDEX "ix_features_customer_id" ON "features" ("customer_id");

-- Create index `ix_features_product_id`
CREATE INDEX "ix_features_product_id" ON "features" ("product_id");

-- Create index `ix_users_customer_id`
CREATE INDEX "ix_users_customer_id" ON "users" ("customer_id");

-- Create index `ix_sync_events_customer_id`
CREATE INDEX "ix_sync_events_customer_id" ON "sync_events" ("customer_id");

-- Create index `ix_sync_events_event_type`
CREATE INDEX "ix_sync_events_event_type" ON "sync_events" ("event_type");

-- Create index `ix_sync_events_status`
CREATE INDEX "ix_sync_events_status" ON "sync_events" ("status");
