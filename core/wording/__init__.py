"""Wrong words, names that must be exact and words that must not appear: lists as data, and a pure check."""
