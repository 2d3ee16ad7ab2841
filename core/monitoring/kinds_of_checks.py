"""Which checks belong together: those made from visits of a sweep, and those judged from days counted."""

from core.monitoring.crawl_work import beside
from core.monitoring.stability import NAME as STABILITY
from core.monitoring.week import NAME as WEEK
from core.registry.kinds import Medium
from core.rules import RuleSet

AVAILABILITY, ACCOUNTS = "availability", "account_freshness"
DERIVED = (WEEK, STABILITY)
# Made of channels that have left or are suspended, by sweeps of their own.
LIFECYCLE = ("after_closing", "suspension")
# Judged from a reading of the whole site, which somebody asks for or the rule set wants now and then.
WHOLE_SITE = tuple(beside())
# The sweeps that visit, by the name of their runs.
SWEEPS = (AVAILABILITY, "site", "accounts")


def site_checks(rules: RuleSet) -> tuple[str, ...]:
    """The checks made out of one reading of a website."""
    others = (AVAILABILITY, ACCOUNTS, *DERIVED, *LIFECYCLE, *WHOLE_SITE)
    return tuple(name for name, check in rules.check.items() if check.enabled and name not in others)


def visiting(medium: Medium, rules: RuleSet) -> tuple[str, ...]:
    """The checks that a visit to a channel of this medium makes."""
    return (ACCOUNTS,) if medium == "account" else (AVAILABILITY, *site_checks(rules))
