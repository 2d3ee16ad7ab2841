"""The page `frozen` and its parts."""
