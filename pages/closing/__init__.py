"""The page `closing` and its parts."""
