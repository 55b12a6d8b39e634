-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `letters`, with its rows
DROP TABLE "letters";

-- Drop table `people`, with its rows
DROP TABLE "people";

-- Drop table `choices`, with its rows
DROP TABLE "choices";

-- Drop table `employees`, with its rows
DROP TABLE "employees";

-- Drop table `reviews`, with its rows
DROP TABLE "reviews";

-- Drop table `products`, with its rows
DROP TABLE "products";

-- Drop table `makers`, with its rows
DROP TABLE "makers";
