"""The page `cases` and its parts."""
