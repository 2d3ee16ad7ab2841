"""Issues (问题): their states and transitions, deadlines in working days, evidence, verification."""
