-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Add column `people.initials`
ALTER TABLE "people" ADD COLUMN "initials" TEXT NOT NULL DEFAULT '';

-- step: 0002_initials
