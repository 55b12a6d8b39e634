pub(super) const TABLE: &str = "frostline_history";
