"""What a reading of a whole site may cost."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.fetch import Limits
from checks.sandbox.limits import SandboxLimits

if TYPE_CHECKING:  # what lists are made of brings the database along, which a process that reads does without
    from core.wording.entry import Entry

    from .memory import Remember


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """All of `crawl.toml`; not to be changed."""
    return tomllib.loads(Path(__file__).with_name("crawl.toml").read_text("utf-8"))


def _pace(name: str) -> Any:
    return data()["pace"][name]


@dataclass(frozen=True, slots=True)
class CrawlLimits:
    """`fetch` is the guard and identity shared with every other visit. `parallel` addresses of the site are
    asked for at once and their beginnings are `gap_s` seconds apart; without `polite` neither holds.
    `robots`: obey the site's robots.txt. `words`: lists of words that no page should have.
    `page`: what taking one page apart may cost, where somebody watches; None where nobody does.
    `remember`: where readings are remembered; None for a reading that knows of no other."""

    fetch: Limits
    parallel: int = 0
    gap_s: float = -1.0
    polite: bool = True
    processes: int = 1
    page_facts: bool = True
    external: bool = True
    most: int = 0
    robots: bool = False
    words: "tuple[Entry, ...]" = ()
    page: SandboxLimits | None = None
    remember: "Remember | None" = None

    @property
    def at_once(self) -> int:
        """Addresses under way in one process."""
        return (self.parallel or _pace("parallel")) if self.polite else _pace("full_parallel")

    @property
    def gap(self) -> float:
        """Seconds between two beginnings."""
        return (self.gap_s if self.gap_s >= 0 else _pace("gap_s")) if self.polite else 0.0

    @property
    def addresses(self) -> int:
        """Addresses at which a crawl ends."""
        return self.most or int(data()["read"]["addresses"])
