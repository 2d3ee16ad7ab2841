"""The parts of the page of error reports and messages."""
