"""Holding units and persons to account: records by kind, their figures, and their words in a notice."""
