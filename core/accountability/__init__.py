"""Accountability (问责): who was called to account, for what, and on which paper."""
