"""Links, attachments and loaded files of the home page and the columns that lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from checks.fetch import Visit
from checks.fetch.names import is_literal
from checks.page import Page, Reference, host_of
from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.hosts import inside
from checks.site.keys import key_of
from checks.site.pieces import piece_around
from checks.site.words import words
from core.common.outcome import Failure, Problem, Report

NAME = "links"
GONE = frozenset({404, 410})
# The other side can be asked and says so, or there is no such name: everything else may be better tomorrow.
SURE = frozenset({Failure.DNS, Failure.REDIRECTS})


@dataclass(frozen=True, slots=True)
class Found:
    """A reference, the page it stands on, and whether it stays on the site."""

    reference: Reference
    page: Page
    on: str
    internal: bool

    @property
    def kind(self) -> str:
        """attachment, file (loaded by the page), internal or external."""
        suffix = PurePosixPath(urlsplit(self.reference.address).path).suffix.lstrip(".").lower()
        if self.reference.leads and suffix in words()["links"]["attachments"]:
            return "attachment"
        if not self.reference.leads:
            return "file"
        return "internal" if self.internal else "external"


def _judge(site: Site) -> Report:
    """Each address that answers 404 or 410, or whose name does not exist, is a problem of its own.

    One that a firewall guards, that is slow or broken on the other side is left open. As many addresses
    are looked at as the rules allow, those of the home page first."""
    found = list(_found(site))
    looked = found[: int(site.limit(NAME, "most"))]
    problems: list[Problem] = []
    unsure: list[str] = []
    visits = [
        site.fetcher.glance(one.reference.address, timeout_s=site.limit(NAME, "timeout_s")) for one in looked
    ]
    names_work = any(_named_and_there(one, visit) for one, visit in zip(looked, visits, strict=True))
    for one, visit in zip(looked, visits, strict=True):
        if _dead(visit, one.internal) and (names_work or visit.failure is not Failure.DNS):
            problems.append(_problem(one, visit))
        elif not visit.readable and visit.failure is not None:
            unsure.append(_key(one))
    details = {
        "looked_at": len(looked),
        "of": len(found),
        "internal": sum(one.internal for one in looked),
        "unanswered": len(unsure),
    }
    # What was not looked at is neither wrong nor doubtful, but its finding may not be cleared either.
    kept = frozenset(_key(one) for one in found[len(looked) :])
    report = site.report(NAME, problems, doubts=unsure, details=details)
    return replace(report, unsure=report.unsure | kept, outgoing=_outgoing(found))


def _found(site: Site) -> Iterator[Found]:
    seen: set[str] = set()
    loaded = frozenset(words()["links"]["loaded"])
    alone = tuple(words()["links"]["left_alone"])
    done: set[str] = set()
    pages = []
    for visit, page in site.pages():
        done |= {visit.url, visit.final_url}
        pages.append((visit, page))
    for visit, page in chain(pages, site.again(NAME, done)):
        for reference in page.references:
            address = reference.address
            if address in seen or not (reference.leads or reference.kind in loaded):
                continue
            seen.add(address)
            if host_of(address).endswith(alone):
                continue
            yield Found(reference, page, visit.final_url, inside(address, site.address))


def _outgoing(found: list[Found]) -> tuple[tuple[str, str], ...]:
    """The addresses off the site that a visitor can follow, with their words."""
    return tuple(
        (one.reference.address, one.reference.text)
        for one in found
        if not one.internal and one.reference.leads
    )


def _named_and_there(one: Found, visit: Visit) -> bool:
    """Whether the name of another site was found: where none is, it is our own look-up that is broken."""
    host = host_of(one.reference.address)
    return not one.internal and not is_literal(host) and visit.failure is not Failure.DNS


def _dead(visit: Visit, internal: bool) -> bool:
    if visit.failure is Failure.CLIENT_ERROR:
        return visit.status in GONE
    if visit.failure is Failure.ADDRESS:
        return not host_of(visit.url)
    return visit.failure in SURE and not internal


def _key(one: Found) -> str:
    return key_of(one.kind, one.reference.address)


def _problem(one: Found, visit: Visit) -> Problem:
    reference = one.reference
    mark = urlsplit(reference.address).path if one.internal else reference.address
    return Problem(
        _key(one),
        reference.address,
        visit.status,
        visit.failure,
        0.95,
        piece=piece_around(one.page.html, mark, before=120, length=600),
        same=f"{visit.failure} {visit.status}",
        detail={"link_kind": one.kind, "text": reference.text, "found_on": one.on},
    )


check = of_site(NAME, _judge)
