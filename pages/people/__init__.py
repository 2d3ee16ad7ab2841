"""The page `people`: who may sign in, in which roles."""
