-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `revisions`, with its rows
DROP TABLE "revisions";

-- Drop table `people`, with its rows
DROP TABLE "people";
