//! Frostline.
