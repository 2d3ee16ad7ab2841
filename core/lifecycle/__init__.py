"""Life of a channel: census, closing, merging, suspending, cancelling, and verification afterwards."""
