"""Assessment of units (考核评分): measures and weights, a round a month, adjustments, appeals, ranks, growth.

Above the rooms that keep what is measured, below the reports that print the scores."""
