"""The page `progress` and its parts."""
