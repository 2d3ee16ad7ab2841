"""What every layer of `core` shares: errors, clock, words, settings, stored files, exports."""
