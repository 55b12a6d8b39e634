-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `slugs`, with its rows
DROP TABLE "slugs";

-- Drop table `marks`, with its rows
DROP TABLE "marks";

-- Drop table `blanks`, with its rows
DROP TABLE "blanks";

-- Drop table `settings`, with its rows
DROP TABLE "settings";

-- Drop table `codes`, with its rows
DROP TABLE "codes";

-- Drop table `stocks`, with its rows
DROP TABLE "stocks";

-- Drop table `users`, with its rows
DROP TABLE "users";
