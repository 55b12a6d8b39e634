-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `amounts`, with its rows
DROP TABLE "amounts";

-- Drop table `defs`, with its rows
DROP TABLE "defs";
