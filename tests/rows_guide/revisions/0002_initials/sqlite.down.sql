-- SQLite 3.35.5 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop column `people.initials`, with its values
ALTER TABLE "people" DROP COLUMN "initials";
