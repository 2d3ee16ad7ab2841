"""The page `maintenance` and its parts."""
