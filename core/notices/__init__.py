"""Notices (通报): drafted from records, checked against them, issued, answered."""
