-- SQLite 3.31 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `makers`
CREATE TABLE "makers" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "country" TEXT,
    CONSTRAINT "uq_makers_name" UNIQUE ("name")
);

-- Create table `products`
CREATE TABLE "products" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "maker_id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "price" REAL NOT NULL DEFAULT 9.5,
    "stock" INTEGER NOT NULL DEFAULT 5,
    "note" TEXT DEFAULT 'new',
    "code" TEXT,
    "made" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "twice" INTEGER NOT NULL GENERATED ALWAYS AS (stock * 2) VIRTUAL,
    CONSTRAINT "uq_products_maker_id_title" UNIQUE ("maker_id", "title"),
    CONSTRAINT "fk_products_maker_id" FOREIGN KEY ("maker_id") REFERENCES "makers" ("id")
);

-- Create table `reviews`
CREATE TABLE "reviews" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "product_id" INTEGER NOT NULL,
    "stars" SMALLINT NOT NULL,
    "body" TEXT,
    CONSTRAINT "fk_reviews_product_id" FOREIGN KEY ("product_id") REFERENCES "products" ("id") ON DELETE CASCADE
);

-- Create table `employees`
CREATE TABLE "employees" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "manager_id" INTEGER,
    CONSTRAINT "fk_employees_manager_id" FOREIGN KEY ("manager_id") REFERENCES "employees" ("id")
);

-- Create table `stocks`
CREATE TABLE "stocks" (
    "place" TEXT NOT NULL,
    "product_id" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    PRIMARY KEY ("place", "product_id"),
    CONSTRAINT "fk_stocks_product_id" FOREIGN KEY ("product_id") REFERENCES "products" ("id")
);

-- Create table `notes`
CREATE TABLE "notes" (
    "by_maker_id" INTEGER NOT NULL,
    "maker_id" INTEGER,
    "body" TEXT,
    CONSTRAINT "fk_notes_maker_id" FOREIGN KEY ("maker_id") REFERENCES "makers" ("id")
);

-- Create unique index `uq_products_code`
CREATE UNIQUE INDEX "uq_products_code" ON "products" ("code");

-- Create unique index `full_stock`
CREATE UNIQUE INDEX "full_stock" ON "products" ("stock") WHERE stock > 1000;
