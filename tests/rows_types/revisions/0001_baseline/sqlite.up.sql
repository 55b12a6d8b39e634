-- SQLite 3.8 or later. Runs in one transaction, with `PRAGMA foreign_keys = OFF` before it begins.

-- Create table `moments`
CREATE TABLE "moments" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "jiff_instant" DATETIME NOT NULL,
    "jiff_civil" DATETIME NOT NULL,
    "chrono_instant" DATETIME NOT NULL,
    "chrono_civil" DATETIME NOT NULL,
    "time_instant" DATETIME NOT NULL,
    "time_civil" DATETIME NOT NULL,
    "maybe" DATETIME DEFAULT CURRENT_TIMESTAMP
);

-- Create table `days`
CREATE TABLE "days" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "jiff_day" DATE NOT NULL,
    "chrono_day" DATE NOT NULL,
    "time_day" DATE NOT NULL,
    "jiff_hour" TIME NOT NULL,
    "chrono_hour" TIME NOT NULL,
    "time_hour" TIME NOT NULL
);

-- Create table `things`
CREATE TABLE "things" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "bytes" BLOB NOT NULL,
    "price" DECIMAL(10, 2) NOT NULL,
    "exact" TEXT NOT NULL,
    "any" TEXT NOT NULL,
    "settings" TEXT
);
