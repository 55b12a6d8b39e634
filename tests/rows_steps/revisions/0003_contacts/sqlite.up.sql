-- SQLite 3.26 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Rename table `people` to `contacts`
ALTER TABLE "people" RENAME TO "contacts";

-- Rename column `contacts.id` to `number`
ALTER TABLE "contacts" RENAME COLUMN "id" TO "number";

-- Rebuild table `contacts`:
--   column `contacts.name` dropped
--   column `contacts.kind` dropped
--   column `contacts.boss` dropped
--   column `contacts.spare` dropped
--   reference `fk_people_boss` `(boss)` to `contacts (number)` of `contacts` dropped
--   reference `fk_people_spare` `(spare)` to `contacts (number)` of `contacts` dropped
CREATE TABLE "frostline_new_contacts" (
    "number" INTEGER PRIMARY KEY,
    "first" TEXT NOT NULL DEFAULT '',
    "last" TEXT
);
INSERT OR ABORT INTO "frostline_new_contacts" ("number", "first", "last")
SELECT "number", "first", "last"
FROM "contacts";
DROP TABLE "contacts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "frostline_new_contacts" RENAME TO "contacts";
PRAGMA legacy_alter_table = OFF;
