"""Accounts from a file of persons: read, checked (the dry run), made in one transaction or not at all."""
