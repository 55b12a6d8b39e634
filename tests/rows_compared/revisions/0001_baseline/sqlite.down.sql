-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop table `sparse`, with its rows
DROP TABLE "sparse";

-- Drop table `silent`, with its rows
DROP TABLE "silent";

-- Drop table `blank`, with its rows
DROP TABLE "blank";

-- Drop table `filled`, with its rows
DROP TABLE "filled";

-- Drop table `tight`, with its rows
DROP TABLE "tight";

-- Drop table `homes`, with its rows
DROP TABLE "homes";

-- Drop table `towns`, with its rows
DROP TABLE "towns";

-- Drop table `pairs`, with its rows
DROP TABLE "pairs";

-- Drop table `coarse`, with its rows
DROP TABLE "coarse";

-- Drop table `fine`, with its rows
DROP TABLE "fine";
