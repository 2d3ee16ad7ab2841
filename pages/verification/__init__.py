"""The page `verification` and its parts."""
