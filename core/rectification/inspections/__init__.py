"""Inspections (季度自查, 抽查): who is looked at, by what list, what was found, frozen when closed."""
