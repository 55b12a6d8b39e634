-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `entries`
CREATE TABLE "entries" (
    "RowID" INTEGER NOT NULL,
    "word" TEXT NOT NULL
);

-- Create table `hidden`
CREATE TABLE "hidden" (
    "rowid" INTEGER NOT NULL,
    "_rowid_" INTEGER NOT NULL,
    "OID" INTEGER NOT NULL
);

-- Create table `labels`
CREATE TABLE "labels" (
    "k" TEXT PRIMARY KEY,
    "n" INTEGER NOT NULL
);

-- Create table `shelves`
CREATE TABLE "shelves" (
    "room" TEXT NOT NULL,
    "place" INTEGER,
    "n" INTEGER NOT NULL,
    PRIMARY KEY ("room", "place")
);

-- Create table `users`
CREATE TABLE "users" (
    "id" INTEGER PRIMARY KEY,
    "email" TEXT NOT NULL,
    "alias" TEXT NOT NULL COLLATE "NOCASE",
    "nick" TEXT NOT NULL COLLATE "NOCASE",
    "name" TEXT NOT NULL,
    CONSTRAINT "uq_users_email" UNIQUE ("email" COLLATE "NOCASE"),
    CONSTRAINT "uq_users_alias" UNIQUE ("alias")
);

-- Create table `goods`
CREATE TABLE "goods" (
    "id" INTEGER PRIMARY KEY,
    "user_id" INTEGER,
    "kind" TEXT NOT NULL,
    "price" DECIMAL(10, 2) NOT NULL,
    "made" DATETIME NOT NULL,
    "note" TEXT,
    CONSTRAINT "fk_goods_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);

-- Create unique index `uq_users_nick_name`
CREATE UNIQUE INDEX "uq_users_nick_name" ON "users" ("nick" COLLATE "BINARY", "name");
