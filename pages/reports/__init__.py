"""The page of reports and its parts."""
