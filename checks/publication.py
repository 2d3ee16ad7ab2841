"""Whether sites have published their yearly forms: reads the pages whose addresses were reported."""

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from checks.fetch import Fetcher, Limits
from checks.reference import ourselves_online
from core.monitoring.lease import LeaseToken
from core.records import publication
from core.records.publication import Looked, Published, Target
from core.records.publication_rules import publication_rules

if TYPE_CHECKING:
    from checks.run import Checker

# A page that is no text can be looked at by a person only.
_READ = ("text/", "application/xhtml", "application/xml")


def look_for_forms(checker: "Checker", token: LeaseToken) -> None:
    """Read the pages that are due, a few at a time, and write what was found."""
    targets = publication.due()
    if not targets or not ourselves_online(checker.settings.reference_urls, checker.limits):
        return
    for some in _several(targets, checker.settings.threads):
        if checker.stop.is_set():
            return
        found = checker.engine.here.map(partial(look, limits=checker.limits), some)
        publication.write(list(found), token=token)


def look(target: Target, *, limits: Limits) -> Looked:
    """What stands at the address. A page that did not come, or is no text, is not checked."""
    visit = _fetcher(limits).get(target.address)
    if not visit.readable:
        return Looked(target, Published.UNREAD, visit.failure.value if visit.failure else "")
    kind = visit.content_type or "text/html"
    if not kind.startswith(_READ):
        return Looked(target, Published.UNREAD, kind.partition(";")[0])
    there = publication_rules().holds(visit.text, target.year)
    return Looked(target, Published.FOUND if there else Published.MISSING)


def _several(targets: tuple[Target, ...], size: int) -> Iterator[tuple[Target, ...]]:
    for start in range(0, len(targets), size):
        yield targets[start : start + size]


@lru_cache(maxsize=4)
def _fetcher(limits: Limits) -> Fetcher:
    return Fetcher(limits)
