-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `makers`
CREATE TABLE "makers" (
    "id" INTEGER PRIMARY KEY,
    "name" TEXT NOT NULL,
    CONSTRAINT "uq_makers_name" UNIQUE ("name")
);

-- Create table `products`
CREATE TABLE "products" (
    "id" INTEGER PRIMARY KEY,
    "maker_id" INTEGER NOT NULL,
    "replaces" INTEGER,
    "title" TEXT NOT NULL,
    "price" REAL NOT NULL,
    "stock" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "uq_products_maker_id_title" UNIQUE ("maker_id", "title"),
    CONSTRAINT "fk_products_maker_id" FOREIGN KEY ("maker_id") REFERENCES "makers" ("id"),
    CONSTRAINT "fk_products_replaces" FOREIGN KEY ("replaces") REFERENCES "products" ("id")
);

-- Create table `details`
CREATE TABLE "details" (
    "product_id" INTEGER PRIMARY KEY,
    "code" BLOB NOT NULL,
    "fragile" BOOLEAN NOT NULL,
    "grade" SMALLINT,
    CONSTRAINT "fk_details_product_id" FOREIGN KEY ("product_id") REFERENCES "products" ("id") ON DELETE CASCADE
);

-- Create table `reviews`
CREATE TABLE "reviews" (
    "id" INTEGER PRIMARY KEY,
    "product_id" INTEGER NOT NULL,
    "maker" INTEGER,
    CONSTRAINT "fk_reviews_product_id" FOREIGN KEY ("product_id") REFERENCES "details" ("product_id"),
    CONSTRAINT "fk_reviews_maker" FOREIGN KEY ("maker") REFERENCES "makers" ("id")
);

-- Create table `places`
CREATE TABLE "places" (
    "store" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    PRIMARY KEY ("store", "number")
);

-- Create table `stocked`
CREATE TABLE "stocked" (
    "n" INTEGER NOT NULL,
    "s" TEXT NOT NULL,
    "product" INTEGER NOT NULL,
    PRIMARY KEY ("s", "n", "product"),
    CONSTRAINT "fk_stocked_product" FOREIGN KEY ("product") REFERENCES "products" ("id"),
    CONSTRAINT "fk_stocked_s_n" FOREIGN KEY ("s", "n") REFERENCES "places" ("store", "number")
);

-- Create table `eggs`
CREATE TABLE "eggs" (
    "id" INTEGER PRIMARY KEY,
    "hen" INTEGER,
    CONSTRAINT "fk_eggs_hen" FOREIGN KEY ("hen") REFERENCES "hens" ("id")
);

-- Create table `hens`
CREATE TABLE "hens" (
    "id" INTEGER PRIMARY KEY,
    "egg" INTEGER,
    CONSTRAINT "fk_hens_egg" FOREIGN KEY ("egg") REFERENCES "eggs" ("id")
);
