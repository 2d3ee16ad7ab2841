"""The parts of the page of tasks over channels."""
