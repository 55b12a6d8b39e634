-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `notes`
CREATE TABLE "notes" (
    "id" INTEGER PRIMARY KEY,
    "body" TEXT NOT NULL DEFAULT 'two
lines'
);
