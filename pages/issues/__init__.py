"""The parts of the page of issues."""
