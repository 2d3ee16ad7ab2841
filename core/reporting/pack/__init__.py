"""The pack for a meeting: slides with native charts and tables, a brief and an annex, from one report."""
