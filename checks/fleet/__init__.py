"""A town of small fictional government sites on loopback, with faults that can be planted and mended."""
