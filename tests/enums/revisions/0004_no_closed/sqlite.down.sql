-- SQLite 3.26 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Rebuild table `bugs`:
--   column `bugs.before` dropped
--   column `bugs.owner` dropped
--   column `bugs.note` dropped
--   column `bugs.odd` dropped
--   reference `fk_bugs_owner` `(owner)` to `users (id)` on delete set null of `bugs` dropped
--   check `ck_bugs_before` `"before" IN ('in_progress', 'open', 'won''t fix')` of `bugs` dropped
--   check `ck_bugs_odd` `"odd" IN ('', '2nd', 'Err', 'None', 'Self', 'größe', 'type')` of `bugs` dropped
--   check `ck_bugs_state` `"state" IN ('closed', 'in_progress', 'open', 'won''t fix')` of `bugs` changed from `"state" IN ('in_progress', 'open', 'won''t fix')`
--   index `ix_bugs_state` `(state)` of `bugs` dropped
CREATE TABLE "frostline_new_bugs" (
    "id" INTEGER PRIMARY KEY,
    "state" TEXT NOT NULL DEFAULT 'open',
    "severity" TEXT,
    CONSTRAINT "ck_bugs_state" CHECK ("state" IN ('closed', 'in_progress', 'open', 'won''t fix')),
    CONSTRAINT "ck_bugs_severity" CHECK ("severity" IN ('high', 'low'))
);
INSERT OR ABORT INTO "frostline_new_bugs" ("id", "state", "severity")
SELECT "id", "state", "severity"
FROM "bugs";
DROP TABLE "bugs";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "frostline_new_bugs" RENAME TO "bugs";
PRAGMA legacy_alter_table = OFF;

-- Drop table `colours`, with its rows
DROP TABLE "colours";

-- Drop table `policies`, with its rows
DROP TABLE "policies";
