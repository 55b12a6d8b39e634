-- SQLite 3.35 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop column `sync_events.tests_refreshed`, with its values
ALTER TABLE "sync_events" DROP COLUMN "tests_refreshed";
