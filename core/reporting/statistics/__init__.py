"""The figures leaders see. Each is summed in SQL, and each has a companion that returns the rows behind it.

Facts come from current state, daily rollups, windows, events, issues and cases, never from raw results.
What could not be checked (`blocked`) or is not confirmed (`suspect`) is never counted as broken."""
