-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `loose`, with its rows
DROP TABLE "loose";

-- Drop table `order items`, with its rows
DROP TABLE "order items";

-- Drop table `kinds`, with its rows
DROP TABLE "kinds";
