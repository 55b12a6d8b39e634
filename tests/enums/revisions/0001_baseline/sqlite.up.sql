-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `users`
CREATE TABLE "users" (
    "id" INTEGER PRIMARY KEY,
    "name" TEXT NOT NULL
);

-- Create table `bugs`
CREATE TABLE "bugs" (
    "id" INTEGER PRIMARY KEY,
    "state" TEXT NOT NULL DEFAULT 'open',
    "severity" TEXT
);
