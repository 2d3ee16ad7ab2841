"""The page `grid` and its parts."""
