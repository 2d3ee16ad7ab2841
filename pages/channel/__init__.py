"""The parts of the channel file."""
