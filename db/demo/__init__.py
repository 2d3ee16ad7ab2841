"""The demonstration: one fictional district, its registry and its demo sites."""
