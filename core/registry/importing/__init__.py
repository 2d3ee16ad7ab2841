"""Taking the registry in from a file: read, plan (the dry run), apply in one transaction, undo."""
