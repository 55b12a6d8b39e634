-- SQLite 3.37 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `fine`
CREATE TABLE "fine" (
    "k" TEXT NOT NULL COLLATE "NOCASE",
    "v" INTEGER NOT NULL,
    PRIMARY KEY ("k" COLLATE "BINARY")
);

-- Create table `coarse`
CREATE TABLE "coarse" (
    "k" TEXT NOT NULL,
    "v" INTEGER NOT NULL,
    PRIMARY KEY ("k" COLLATE "NOCASE")
);

-- Create table `pairs`
CREATE TABLE "pairs" (
    "n" INTEGER NOT NULL,
    "k" TEXT NOT NULL COLLATE "NOCASE",
    "v" INTEGER NOT NULL,
    PRIMARY KEY ("n", "k" COLLATE "BINARY")
);

-- Create table `towns`
CREATE TABLE "towns" (
    "name" TEXT NOT NULL PRIMARY KEY COLLATE "NOCASE",
    "people" INTEGER NOT NULL
);

-- Create table `homes`
CREATE TABLE "homes" (
    "id" INTEGER PRIMARY KEY,
    "town" TEXT NOT NULL,
    CONSTRAINT "fk_homes_town" FOREIGN KEY ("town") REFERENCES "towns" ("name")
);

-- Create table `tight`
CREATE TABLE "tight" (
    "id" INTEGER PRIMARY KEY,
    "price" ANY NOT NULL,
    "maybe" ANY,
    CONSTRAINT "uq_tight_price" UNIQUE ("price")
) STRICT;

-- Create table `filled`
CREATE TABLE "filled" (
    "id" INTEGER PRIMARY KEY,
    "a" INTEGER NOT NULL DEFAULT 1,
    "b" TEXT,
    CONSTRAINT "uq_filled_a" UNIQUE ("a")
);

-- Create table `blank`
CREATE TABLE "blank" (
    "id" INTEGER PRIMARY KEY,
    "n" INTEGER NOT NULL DEFAULT 5,
    CONSTRAINT "uq_blank_n" UNIQUE ("n")
);

-- Create table `silent`
CREATE TABLE "silent" (
    "k" TEXT NOT NULL PRIMARY KEY DEFAULT 'k',
    "n" INTEGER NOT NULL DEFAULT 0
);

-- Create table `sparse`
CREATE TABLE "sparse" (
    "id" INTEGER PRIMARY KEY,
    "a" INTEGER,
    "b" TEXT,
    "c" REAL,
    "d" INTEGER,
    "e" TEXT,
    "f" REAL,
    "g" INTEGER,
    "h" TEXT,
    "i" INTEGER NOT NULL DEFAULT 7,
    "j" TEXT NOT NULL DEFAULT 'j',
    "k" TEXT,
    "l" TEXT DEFAULT 'l'
);
