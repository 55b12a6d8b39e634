-- SQLite 3.26 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.
-- look: SELECT count(*), quote(min("frostline_key")), 'column `state` of table `bugs` is null' FROM (SELECT "id" AS "frostline_key", CASE state WHEN 'done' THEN 'closed' ELSE state END AS "state" FROM "bugs") AS "bugs" WHERE "state" IS NULL
-- look: SELECT count(*), quote(min("frostline_key")), 'column `severity` of table `bugs` holds what is no value of enum `severity`' FROM (SELECT "id" AS "frostline_key", "severity" AS "severity" FROM "bugs") AS "bugs" WHERE NOT ("severity" IN('high', 'low'))

-- Rebuild table `bugs`:
--   check `ck_bugs_state` `"state" IN ('closed', 'in_progress', 'open')` of `bugs` added
--   check `ck_bugs_severity` `"severity" IN ('high', 'low')` of `bugs` added
CREATE TABLE "frostline_new_bugs" (
    "id" INTEGER PRIMARY KEY,
    "state" TEXT NOT NULL DEFAULT 'open',
    "severity" TEXT,
    CONSTRAINT "ck_bugs_state" CHECK ("state" IN ('closed', 'in_progress', 'open')),
    CONSTRAINT "ck_bugs_severity" CHECK ("severity" IN ('high', 'low'))
);
INSERT OR ABORT INTO "frostline_new_bugs" ("id", "state", "severity")
SELECT "id", CASE state WHEN 'done' THEN 'closed' ELSE state END, "severity"
FROM "bugs";
DROP TABLE "bugs";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "frostline_new_bugs" RENAME TO "bugs";
PRAGMA legacy_alter_table = OFF;
