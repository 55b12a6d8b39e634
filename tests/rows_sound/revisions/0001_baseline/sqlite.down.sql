-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `stamps`, with its rows
DROP TABLE "stamps";

-- Drop table `events`, with its rows
DROP TABLE "events";

-- Drop table `loose`, with its rows
DROP TABLE "loose";

-- Drop table `loads`, with its rows
DROP TABLE "loads";

-- Drop table `weights`, with its rows
DROP TABLE "weights";

-- Drop table `prices`, with its rows
DROP TABLE "prices";

-- Drop table `codes`, with its rows
DROP TABLE "codes";

-- Drop table `notes`, with its rows
DROP TABLE "notes";
