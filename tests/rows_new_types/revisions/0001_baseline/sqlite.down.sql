-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `hens`, with its rows
DROP TABLE "hens";

-- Drop table `eggs`, with its rows
DROP TABLE "eggs";

-- Drop table `stocked`, with its rows
DROP TABLE "stocked";

-- Drop table `places`, with its rows
DROP TABLE "places";

-- Drop table `reviews`, with its rows
DROP TABLE "reviews";

-- Drop table `details`, with its rows
DROP TABLE "details";

-- Drop table `products`, with its rows
DROP TABLE "products";

-- Drop table `makers`, with its rows
DROP TABLE "makers";
