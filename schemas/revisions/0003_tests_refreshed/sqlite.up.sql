-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Add column `sync_events.tests_refreshed`
ALTER TABLE "sync_events" ADD COLUMN "tests_refreshed" INTEGER;
