"""Verdicts as they stand now. They cannot be computed for a day gone by: what was known then is not kept."""

from core.registry.kinds import Medium
from core.reporting.figures.counting import Section
from core.reporting.statistics.verdict import verdicts

MEDIA: dict[str, Medium] = {"websites": "website", "media_accounts": "account"}


def verdicts_now() -> Section:
    """Running websites and accounts by verdict, and the pass rates in percent."""
    return {name: _of(medium) for name, medium in MEDIA.items()}


def _of(medium: Medium) -> Section:
    found = verdicts(medium)
    return {
        "passed": found.passed,
        "basic": found.basic,
        "failed": found.failed,
        "unjudged": found.unjudged,
        "unchecked": found.unchecked,
        "pass_rate_percent": None if found.rate is None else round(found.rate * 100, 1),
    }
