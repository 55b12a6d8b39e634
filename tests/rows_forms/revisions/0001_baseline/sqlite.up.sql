-- SQLite 3.37 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `users`
CREATE TABLE "users" (
    "id" INTEGER PRIMARY KEY,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT 'anon',
    "age" SMALLINT,
    CONSTRAINT "uq_users_email" UNIQUE ("email")
);

-- Create table `stocks`
CREATE TABLE "stocks" (
    "place" TEXT NOT NULL,
    "user_id" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,
    PRIMARY KEY ("place", "user_id"),
    CONSTRAINT "fk_stocks_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
) WITHOUT ROWID;

-- Create table `codes`
CREATE TABLE "codes" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "label" TEXT NOT NULL,
    "weight" REAL NOT NULL DEFAULT 1.5,
    "note" TEXT
) STRICT;

-- Create table `settings`
CREATE TABLE "settings" (
    "name" TEXT NOT NULL PRIMARY KEY DEFAULT 'theme',
    "value" TEXT NOT NULL,
    "rank" INTEGER
);

-- Create table `blanks`
CREATE TABLE "blanks" (
    "id" INTEGER PRIMARY KEY,
    "note" TEXT
);

-- Create table `marks`
CREATE TABLE "marks" (
    "code" TEXT NOT NULL,
    "rank" INTEGER NOT NULL DEFAULT 3,
    CONSTRAINT "uq_marks_code" UNIQUE ("code")
);

-- Create table `slugs`
CREATE TABLE "slugs" (
    "id" INTEGER PRIMARY KEY,
    "user_id" INTEGER,
    "title" TEXT NOT NULL,
    "slug" TEXT NOT NULL GENERATED ALWAYS AS (lower(title)) STORED,
    "rank" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "uq_slugs_slug" UNIQUE ("slug"),
    CONSTRAINT "fk_slugs_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);

-- Create unique index `uq_codes_label`
CREATE UNIQUE INDEX "uq_codes_label" ON "codes" ("label" COLLATE "NOCASE");
