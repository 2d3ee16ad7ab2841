"""The parts of the page of notices."""
