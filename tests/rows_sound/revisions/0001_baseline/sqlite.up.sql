-- SQLite 3.31 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `notes`
CREATE TABLE "notes" (
    "id" INTEGER PRIMARY KEY,
    "size" TEXT NOT NULL DEFAULT 'large',
    "name" TEXT NOT NULL,
    CONSTRAINT "uq_notes_name" UNIQUE ("name") ON CONFLICT IGNORE
);

-- Create table `codes`
CREATE TABLE "codes" (
    "code" TEXT NOT NULL PRIMARY KEY DEFAULT 'none',
    "note" TEXT
);

-- Create table `prices`
CREATE TABLE "prices" (
    "id" INTEGER PRIMARY KEY,
    "price" DECIMAL(30, 10) NOT NULL,
    "maybe" DECIMAL(10, 2),
    "exact" TEXT NOT NULL DEFAULT '0',
    "stock" INTEGER NOT NULL DEFAULT 0,
    "twice" INTEGER NOT NULL GENERATED ALWAYS AS (stock % 10 * 2) VIRTUAL
);

-- Create table `weights`
CREATE TABLE "weights" (
    "j" REAL NOT NULL,
    "k" REAL NOT NULL,
    "maybe" REAL,
    "note" TEXT,
    PRIMARY KEY ("j", "k"),
    CONSTRAINT "uq_weights_k_maybe" UNIQUE ("k", "maybe")
);

-- Create table `loads`
CREATE TABLE "loads" (
    "id" INTEGER PRIMARY KEY,
    "j" REAL NOT NULL,
    "k" REAL NOT NULL,
    "amount" INTEGER NOT NULL,
    CONSTRAINT "fk_loads_j_k" FOREIGN KEY ("j", "k") REFERENCES "weights" ("j", "k")
);

-- Create table `loose`
CREATE TABLE "loose" (
    "word" TEXT NOT NULL
);

-- Create table `events`
CREATE TABLE "events" (
    "id" INTEGER PRIMARY KEY,
    "at" DATETIME NOT NULL,
    "who" TEXT
);

-- Create table `stamps`
CREATE TABLE "stamps" (
    "id" INTEGER PRIMARY KEY,
    "at" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    "seen" DATETIME,
    CONSTRAINT "uq_stamps_at" UNIQUE ("at")
);
