-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `strict_types`, with its rows
DROP TABLE "strict_types";

-- Drop table `visits`, with its rows
DROP TABLE "visits";

-- Drop table `odd_types`, with its rows
DROP TABLE "odd_types";
