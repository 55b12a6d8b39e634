-- SQLite 3.37 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `pairs`
CREATE TABLE "pairs" (
    "word" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "half" REAL,
    "bytes" BLOB,
    "flag" BOOLEAN NOT NULL,
    PRIMARY KEY ("word", "number")
) WITHOUT ROWID;

-- Create table `corners`
CREATE TABLE "corners" (
    "day" TEXT NOT NULL,
    "owner" INTEGER NOT NULL,
    "shade" TEXT NOT NULL,
    "bytes" BLOB NOT NULL,
    "note" TEXT,
    "other" TEXT,
    "body" TEXT NOT NULL,
    "exact" TEXT NOT NULL,
    "small" INTEGER NOT NULL,
    PRIMARY KEY ("owner", "bytes", "day", "shade"),
    CONSTRAINT "ck_corners_shade" CHECK ("shade" IN ('dark', 'in between', 'light')),
    CONSTRAINT "ck_corners_other" CHECK ("other" IN ('dark', 'in between', 'light'))
) STRICT, WITHOUT ROWID;

-- Create table `owners`
CREATE TABLE "owners" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "half" REAL NOT NULL,
    "whole" INTEGER NOT NULL,
    "who" TEXT
) STRICT;
