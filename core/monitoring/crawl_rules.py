"""What the rule set in force says of readings of whole sites."""

from dataclasses import dataclass

from core.rules import RuleSet

LINKS, PRIVACY = "site_links", "site_privacy"


@dataclass(frozen=True, slots=True)
class CrawlRules:
    """`every_days`: how often sites are read by themselves, 0 for never. A dead link is looked at `looks`
    times more, `apart_s` seconds after the reading, before it counts."""

    every_days: float
    looks: int
    apart_s: float


def crawl_rules(rules: RuleSet) -> CrawlRules:
    """What `rules` says of readings of whole sites."""
    number = rules.check[LINKS].thresholds
    return CrawlRules(
        every_days=_number(number["every_days"]),
        looks=int(_number(number["looks"])),
        apart_s=_number(number["apart_s"]),
    )


def most_findings(rules: RuleSet, check: str) -> int:
    """How many problems of one reading become findings of `check`; 0 where the set does not make it."""
    known = rules.check.get(check)
    if known is None or not known.enabled:
        return 0
    return int(_number(known.thresholds["most"]))


def _number(value: float | list[float]) -> float:
    return float(value[0]) if isinstance(value, list) else float(value)
