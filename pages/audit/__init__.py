"""The page `audit`: who did what, when, from where; and whether the trail is whole."""
