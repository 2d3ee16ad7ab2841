"""Rows in, finished Vega-Lite specification out. A builder keeps what it made: same rows, same language,
same dictionary, which nobody may change."""
