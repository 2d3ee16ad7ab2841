"""Visits by the thousand through one libcurl loop, under the guard, limits and words of `checks.fetch`.

`sweep.probe_all(targets, …)` for a sweep; `loop.Prober` for anything else that visits many addresses at once.
Nothing is imported here: the processes of a crawl need the loop alone, and start faster without the rest."""
