-- SQLite 3.26 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.
-- look: SELECT count(*), quote(min("frostline_key")), 'column `state` of table `bugs` is null' FROM (SELECT "id" AS "frostline_key", CASE state WHEN 'closed' THEN 'won''t fix' ELSE state END AS "state" FROM "bugs") AS "bugs" WHERE "state" IS NULL

-- Create table `policies`
CREATE TABLE "policies" (
    "state" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    PRIMARY KEY ("state", "severity"),
    CONSTRAINT "ck_policies_state" CHECK ("state" IN ('in_progress', 'open', 'won''t fix')),
    CONSTRAINT "ck_policies_severity" CHECK ("severity" IN ('high', 'low'))
);

-- Create table `colours`
CREATE TABLE "colours" (
    "state" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "contrast" TEXT,
    CONSTRAINT "uq_colours_contrast" UNIQUE ("contrast"),
    CONSTRAINT "fk_colours_contrast" FOREIGN KEY ("contrast") REFERENCES "colours" ("state"),
    CONSTRAINT "ck_colours_state" CHECK ("state" IN ('in_progress', 'open', 'won''t fix')),
    CONSTRAINT "ck_colours_contrast" CHECK ("contrast" IN ('in_progress', 'open', 'won''t fix'))
);

-- Rebuild table `bugs`:
--   column `bugs.before` added (`TEXT?`)
--   column `bugs.owner` added (`INTEGER?`)
--   column `bugs.note` added (`TEXT`)
--   column `bugs.odd` added (`TEXT`)
--   reference `fk_bugs_owner` `(owner)` to `users (id)` on delete set null of `bugs` added
--   check `ck_bugs_state` `"state" IN ('in_progress', 'open', 'won''t fix')` of `bugs` changed from `"state" IN ('closed', 'in_progress', 'open', 'won''t fix')`
--   check `ck_bugs_before` `"before" IN ('in_progress', 'open', 'won''t fix')` of `bugs` added
--   check `ck_bugs_odd` `"odd" IN ('', '2nd', 'Err', 'None', 'Self', 'größe', 'type')` of `bugs` added
--   index `ix_bugs_state` `(state)` of `bugs` added
CREATE TABLE "frostline_new_bugs" (
    "id" INTEGER PRIMARY KEY,
    "state" TEXT NOT NULL DEFAULT 'open',
    "severity" TEXT,
    "before" TEXT,
    "owner" INTEGER,
    "note" TEXT NOT NULL DEFAULT 'open',
    "odd" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "fk_bugs_owner" FOREIGN KEY ("owner") REFERENCES "users" ("id") ON DELETE SET NULL,
    CONSTRAINT "ck_bugs_state" CHECK ("state" IN ('in_progress', 'open', 'won''t fix')),
    CONSTRAINT "ck_bugs_severity" CHECK ("severity" IN ('high', 'low')),
    CONSTRAINT "ck_bugs_before" CHECK ("before" IN ('in_progress', 'open', 'won''t fix')),
    CONSTRAINT "ck_bugs_odd" CHECK ("odd" IN ('', '2nd', 'Err', 'None', 'Self', 'größe', 'type'))
);
INSERT OR ABORT INTO "frostline_new_bugs" ("id", "state", "severity")
SELECT "id", CASE state WHEN 'closed' THEN 'won''t fix' ELSE state END, "severity"
FROM "bugs";
DROP TABLE "bugs";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "frostline_new_bugs" RENAME TO "bugs";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "ix_bugs_state" ON "bugs" ("state");
