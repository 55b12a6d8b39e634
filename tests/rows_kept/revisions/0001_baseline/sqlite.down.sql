-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `owners`, with its rows
DROP TABLE "owners";

-- Drop table `corners`, with its rows
DROP TABLE "corners";

-- Drop table `pairs`, with its rows
DROP TABLE "pairs";
