-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `defs`
CREATE TABLE "defs" (
    "id" INTEGER PRIMARY KEY,
    "settings" TEXT NOT NULL DEFAULT '{}',
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "name" TEXT NOT NULL,
    "rank" INTEGER NOT NULL DEFAULT 0
);

-- Create table `amounts`
CREATE TABLE "amounts" (
    "id" INTEGER PRIMARY KEY,
    "def_id" INTEGER,
    "amount" DECIMAL(10, 2) NOT NULL,
    CONSTRAINT "fk_amounts_def_id" FOREIGN KEY ("def_id") REFERENCES "defs" ("id")
);
