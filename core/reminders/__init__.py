"""Reminders (提醒): what is said to whom, by which service, and whether it arrived."""
