"""What every check of a website's content begins with: whether there is anything to judge."""

from collections.abc import Callable
from typing import Protocol

from checks.fetch import Visit
from checks.site import Getter, Site
from core.common.outcome import Report, Target
from core.rules import RuleSet


class Check(Protocol):
    """One rule applied to one channel. `visit` is a visit to its home page that was already made."""

    def __call__(
        self, target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None
    ) -> Report: ...


def of_site(name: str, judge: Callable[[Site], Report], *, needs_words: bool = False) -> Check:
    """The check `name`: `judge` is asked of a site whose home page was read, with `needs_words` of one whose
    words are its own and not a script's; of any other the report says why it could not be checked."""

    def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
        site = Site.of(target, fetcher, rules, visit)
        why_not = site.wordless(name) if needs_words else site.blocked(name)
        return why_not or judge(site)

    return check
