"""The page `census` and its parts."""
