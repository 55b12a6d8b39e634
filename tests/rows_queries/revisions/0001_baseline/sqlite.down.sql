-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `notes`, with its rows
DROP TABLE "notes";

-- Drop table `stocks`, with its rows
DROP TABLE "stocks";

-- Drop table `employees`, with its rows
DROP TABLE "employees";

-- Drop table `reviews`, with its rows
DROP TABLE "reviews";

-- Drop table `products`, with its rows
DROP TABLE "products";

-- Drop table `makers`, with its rows
DROP TABLE "makers";
