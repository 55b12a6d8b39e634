-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `goods`, with its rows
DROP TABLE "goods";

-- Drop table `users`, with its rows
DROP TABLE "users";

-- Drop table `shelves`, with its rows
DROP TABLE "shelves";

-- Drop table `labels`, with its rows
DROP TABLE "labels";

-- Drop table `hidden`, with its rows
DROP TABLE "hidden";

-- Drop table `entries`, with its rows
DROP TABLE "entries";
