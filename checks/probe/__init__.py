"""Visits by the thousand through one libcurl loop, under the guard, limits and words of `checks.fetch`.

`probe_all(targets, …)` for a sweep; `Prober` for anything else that visits many addresses at once."""

from .loop import Prober
from .sweep import probe_all, probe_batches

__all__ = ["Prober", "probe_all", "probe_batches"]
