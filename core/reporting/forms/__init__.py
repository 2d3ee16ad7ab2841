"""The yearly forms (年度工作报表): field lists as data, filled from records and by hand, as three files."""
