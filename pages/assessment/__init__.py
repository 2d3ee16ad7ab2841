"""The parts of the page of assessment."""
