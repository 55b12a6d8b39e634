-- SQLite 3.35 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Drop column `products.features_synced_at`, with its values
ALTER TABLE "products" DROP COLUMN "features_synced_at";
