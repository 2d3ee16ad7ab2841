"""Reminders: who is told what, in one message a person and day, through a queue in the database."""
