-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `people`
CREATE TABLE "people" (
    "id" INTEGER PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'friend',
    "boss" INTEGER,
    "spare" INTEGER,
    CONSTRAINT "fk_people_boss" FOREIGN KEY ("boss") REFERENCES "people" ("id"),
    CONSTRAINT "fk_people_spare" FOREIGN KEY ("spare") REFERENCES "people" ("id")
);

-- Create table `revisions`
CREATE TABLE "revisions" (
    "id" INTEGER PRIMARY KEY
);
