"""The parts of the page of reminders."""
