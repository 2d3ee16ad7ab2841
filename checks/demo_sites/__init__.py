"""A set of small fictional government sites on loopback, with faults that can be injected and cleared."""
