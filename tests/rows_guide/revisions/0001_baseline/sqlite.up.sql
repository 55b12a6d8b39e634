-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `makers`
CREATE TABLE "makers" (
    "id" INTEGER PRIMARY KEY,
    "name" TEXT NOT NULL,
    "country" TEXT,
    CONSTRAINT "uq_makers_name" UNIQUE ("name")
);

-- Create table `products`
CREATE TABLE "products" (
    "id" INTEGER PRIMARY KEY,
    "maker_id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "price" REAL NOT NULL,
    "stock" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,
    CONSTRAINT "uq_products_maker_id_title" UNIQUE ("maker_id", "title"),
    CONSTRAINT "fk_products_maker_id" FOREIGN KEY ("maker_id") REFERENCES "makers" ("id")
);

-- Create table `reviews`
CREATE TABLE "reviews" (
    "id" INTEGER PRIMARY KEY,
    "product_id" INTEGER NOT NULL,
    "stars" SMALLINT NOT NULL,
    "body" TEXT,
    "written" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "fk_reviews_product_id" FOREIGN KEY ("product_id") REFERENCES "products" ("id") ON DELETE CASCADE
);

-- Create table `employees`
CREATE TABLE "employees" (
    "id" INTEGER PRIMARY KEY,
    "name" TEXT NOT NULL,
    "manager_id" INTEGER,
    CONSTRAINT "fk_employees_manager_id" FOREIGN KEY ("manager_id") REFERENCES "employees" ("id")
);

-- Create table `choices`
CREATE TABLE "choices" (
    "user" INTEGER PRIMARY KEY,
    "settings" TEXT NOT NULL
);

-- Create table `people`
CREATE TABLE "people" (
    "id" INTEGER PRIMARY KEY,
    "name" TEXT NOT NULL
);

-- Create table `letters`
CREATE TABLE "letters" (
    "id" INTEGER PRIMARY KEY,
    "to_id" INTEGER NOT NULL,
    "answer_to" INTEGER,
    CONSTRAINT "fk_letters_to_id" FOREIGN KEY ("to_id") REFERENCES "people" ("id"),
    CONSTRAINT "fk_letters_answer_to" FOREIGN KEY ("answer_to") REFERENCES "letters" ("id")
);
