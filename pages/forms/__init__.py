"""The page of the yearly forms."""
