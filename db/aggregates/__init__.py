"""What the database keeps by itself, by triggers: sums and counts that pages read instead of adding up, the
columns of websites as rows, and notes of which channels have to be judged again. `docs/aggregates.md`."""
