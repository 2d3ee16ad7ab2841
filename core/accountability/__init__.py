"""Accountability (问责): who was held to account, for what, and on which paper."""
