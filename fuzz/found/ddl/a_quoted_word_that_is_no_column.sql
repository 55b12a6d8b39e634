CREATE TABLE t (a);
CREATE INDEX i ON t ("nix" COLLATE NOCASE, a);
CREATE INDEX j ON t (("nix"));
CREATE INDEX k ON t (a <> "nix");
