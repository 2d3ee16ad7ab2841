"""Inspections (检查): drawn, marked by inspectors, closed; and the issues they open."""
