-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `bugs`, with its rows
DROP TABLE "bugs";

-- Drop table `users`, with its rows
DROP TABLE "users";
