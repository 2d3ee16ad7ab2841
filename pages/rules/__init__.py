"""The page `rules` and its parts."""
