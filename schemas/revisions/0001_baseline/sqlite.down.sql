-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `sync_events`, with its rows
DROP TABLE "sync_events";

-- Drop table `users`, with its rows
DROP TABLE "users";

-- Drop table `features`, with its rows
DROP TABLE "features";

-- Drop table `bugs`, with its rows
DROP TABLE "bugs";

-- Drop table `tests`, with its rows
DROP TABLE "tests";

-- Drop table `products`, with its rows
DROP TABLE "products";
