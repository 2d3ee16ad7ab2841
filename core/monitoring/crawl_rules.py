"""What holds for readings of whole sites: data of `core/rules/crawl.toml` and of the rule set in force."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.rules import RuleSet
from core.rules.ruleset import FOLDER

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


def beside() -> dict[str, str]:
    """The checks that judge a reading, each with the one that looks at the same on fewer pages."""
    return dict(_data()["checks"])


def kept(kind: str) -> int:
    """How many rows of one kind a result keeps."""
    return int(_data()["kept"][kind])


def work(name: str) -> float:
    """A number of how the work is done."""
    return float(_data()["work"][name])


def most_findings(rules: RuleSet, check: str) -> int:
    """How many problems of one reading become findings of `check`; 0 where the set does not make it."""
    known = rules.check.get(check)
    if known is None or not known.enabled:
        return 0
    return int(_number(known.thresholds["most"]))


def _number(value: float | list[float]) -> float:
    return float(value[0]) if isinstance(value, list) else float(value)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "crawl.toml").read_text("utf-8"))
