"""A database as large as a city, a province or a country makes it in a year: for measuring, not for showing.

Names are counted, figures drawn from a seed. What it holds agrees with itself: rollups are the sums of the
raw results where those are still kept, states are what the last results say, issues belong to findings."""
