"""The page `work` and its parts."""
