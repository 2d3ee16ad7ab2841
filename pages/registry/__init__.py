"""The page `registry` and its parts."""
