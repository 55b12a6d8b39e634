-- SQLite 3.35.5 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop column `people.first`, with its values
ALTER TABLE "people" DROP COLUMN "first";

-- Drop column `people.last`, with its values
ALTER TABLE "people" DROP COLUMN "last";
