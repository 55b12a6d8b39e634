-- SQLite 3.26 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Rename table `contacts` to `people`
ALTER TABLE "contacts" RENAME TO "people";

-- Rename column `people.number` to `id`
ALTER TABLE "people" RENAME COLUMN "number" TO "id";

-- Rebuild table `people`:
--   column `people.name` added (`TEXT`)
--   column `people.kind` added (`TEXT`)
--   column `people.boss` added (`INTEGER?`)
--   column `people.spare` added (`INTEGER?`)
--   columns of `people` in another order
--   reference `fk_people_boss` `(boss)` to `people (id)` of `people` added
--   reference `fk_people_spare` `(spare)` to `people (id)` of `people` added
--   column `people.name` is filled with '', since its values are gone
CREATE TABLE "frostline_new_people" (
    "id" INTEGER PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'friend',
    "boss" INTEGER,
    "spare" INTEGER,
    "first" TEXT NOT NULL DEFAULT '',
    "last" TEXT,
    CONSTRAINT "fk_people_boss" FOREIGN KEY ("boss") REFERENCES "people" ("id"),
    CONSTRAINT "fk_people_spare" FOREIGN KEY ("spare") REFERENCES "people" ("id")
);
INSERT OR ABORT INTO "frostline_new_people" ("id", "name", "first", "last")
SELECT "id", '', "first", "last"
FROM "people";
DROP TABLE "people";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "frostline_new_people" RENAME TO "people";
PRAGMA legacy_alter_table = OFF;
