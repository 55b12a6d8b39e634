-- SQLite 3.37 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `odd_types`
CREATE TABLE "odd_types" (
    "id" INTEGER PRIMARY KEY,
    "day" DATE,
    "hour" TIME,
    "moment" DATETIME,
    "own_day" DATE,
    "title" TEXT,
    "decimal_text" DECIMAL(10, 2),
    "decimal_number" DECIMAL(10, 2),
    "real_decimal" REAL,
    "text_number" TEXT,
    "text_float" TEXT,
    "real_number" REAL,
    "real_any" REAL,
    "number_float" INTEGER,
    "number_text" INTEGER,
    "any_text" NUMERIC
);

-- Create table `visits`
CREATE TABLE "visits" (
    "id" INTEGER PRIMARY KEY,
    "day" DATE NOT NULL
);

-- Create table `strict_types`
CREATE TABLE "strict_types" (
    "id" INTEGER PRIMARY KEY,
    "day" TEXT,
    "decimal_text" ANY,
    "day_number" TEXT,
    "parent" INTEGER,
    CONSTRAINT "fk_strict_types_parent" FOREIGN KEY ("parent") REFERENCES "odd_types" ("id")
) STRICT;
