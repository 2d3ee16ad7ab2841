"""Reports on a day, a month, a quarter or a year: text, figures, comparisons and the rows behind them."""
