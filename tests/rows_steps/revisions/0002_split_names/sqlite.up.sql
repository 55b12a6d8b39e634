-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Add column `people.first`
ALTER TABLE "people" ADD COLUMN "first" TEXT NOT NULL DEFAULT '';

-- Add column `people.last`
ALTER TABLE "people" ADD COLUMN "last" TEXT;

-- step: split_names
