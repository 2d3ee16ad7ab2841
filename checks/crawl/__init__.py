"""Reading a whole site: `crawl.Crawl(url, folder, limits).run()`, then `report.report_of(folder)`.

Nothing is imported here: a further process needs the reader alone, and starts faster without the rest."""
