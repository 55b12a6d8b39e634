-- SQLite 3.31 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `kinds`
CREATE TABLE "kinds" (
    "id" INTEGER PRIMARY KEY,
    "small" SMALLINT NOT NULL,
    "big" BIGINT NOT NULL,
    "real_" REAL NOT NULL,
    "double_" DOUBLE NOT NULL,
    "price" DECIMAL(10, 2) NOT NULL,
    "flag" BOOLEAN NOT NULL,
    "text_" TEXT NOT NULL,
    "name" VARCHAR(20),
    "code" CHAR(3) NOT NULL,
    "bytes" BLOB,
    "day" DATE NOT NULL,
    "hour" TIME NOT NULL,
    "moment" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "document" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "odd" FANCY INT NOT NULL,
    "number" NUMBER,
    "none" NOT NULL,
    "twice" INTEGER NOT NULL GENERATED ALWAYS AS (big * 2) STORED
);

-- Create table `order items`
CREATE TABLE "order items" (
    "type" INTEGER NOT NULL,
    "self" TEXT NOT NULL,
    "two words" TEXT NOT NULL,
    "three-word-name" TEXT,
    "Row" INTEGER NOT NULL,
    "Key" INTEGER NOT NULL,
    "1st" INTEGER NOT NULL,
    "größe" REAL NOT NULL,
    PRIMARY KEY ("type", "two words")
);

-- Create table `loose`
CREATE TABLE "loose" (
    "email" TEXT NOT NULL,
    "owner" TEXT,
    "other" TEXT NOT NULL
);
