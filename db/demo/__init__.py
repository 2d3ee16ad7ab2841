"""The demonstration: one fictional district, its registry and its town of sites."""
