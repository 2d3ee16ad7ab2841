"""Signing in: the forms as plain pages, the gate before everything else, and who acts in a page's run."""
