"""The page `inspections` and its parts."""
