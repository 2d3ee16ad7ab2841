"""Tasks over all channels: what is asked by when, the proof of each channel, what the checker sees of it."""
