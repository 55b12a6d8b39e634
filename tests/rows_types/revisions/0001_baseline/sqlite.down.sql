-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `things`, with its rows
DROP TABLE "things";

-- Drop table `days`, with its rows
DROP TABLE "days";

-- Drop table `moments`, with its rows
DROP TABLE "moments";
