-- SQLite 3.26 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Rebuild table `bugs`:
--   check `ck_bugs_state` `"state" IN ('closed', 'in_progress', 'open')` of `bugs` dropped
--   check `ck_bugs_severity` `"severity" IN ('high', 'low')` of `bugs` dropped
CREATE TABLE "frostline_new_bugs" (
    "id" INTEGER PRIMARY KEY,
    "state" TEXT NOT NULL DEFAULT 'open',
    "severity" TEXT
);
INSERT OR ABORT INTO "frostline_new_bugs" ("id", "state", "severity")
SELECT "id", "state", "severity"
FROM "bugs";
DROP TABLE "bugs";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "frostline_new_bugs" RENAME TO "bugs";
PRAGMA legacy_alter_table = OFF;
