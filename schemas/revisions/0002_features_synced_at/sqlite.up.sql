-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Add column `products.features_synced_at`
ALTER TABLE "products" ADD COLUMN "features_synced_at" DATETIME;
