"""Whether the home page is kept up to date (V-W3): its newest dated item, or that of the second level
when the home page is only an entry."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urljoin

from checks.fetch import Visit
from checks.fetch.other_pages import not_the_site
from checks.page import DateFact, Page, PageFacts, counted, facts_of, second_level, sure
from checks.site import Getter, Shared
from checks.site.browser import browser_facts, pictures_of
from checks.site.frames import with_frames
from checks.site.reading import shared
from core.common import clock
from core.common.outcome import Failure, Outcome, Report, Target
from core.rules import RuleSet

NAME = "home_freshness"
SUBPAGE = "subpage"  # its navigation is that of the portal it is part of
PASSED_ON = 2  # refreshes, scripts and frames followed to the real home page


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """Judge the newest item; `visit` is a visit to the home page already made.

    A site that cannot be opened, and a site without any date, are `blocked`: neither says that nothing
    was published. A date that is stale but not sure, and one beside pages that could not be read, are
    `suspect`."""
    if target.exempt:
        return Report(target.channel_id, NAME, clock.now(), Outcome.EXEMPT)
    visit = visit or fetcher.get(target.url, timeout_s=rules.availability.timeout_s)
    return _Reading(target, shared(fetcher), rules, visit).report()


@dataclass(slots=True)
class _Reading:
    """The home page of one site being read, and as much of its second level as is needed."""

    target: Target
    fetcher: Shared
    rules: RuleSet
    home: Visit
    today: date = field(default_factory=clock.today)
    pages: list[dict[str, Any]] = field(default_factory=list)
    unread: int = 0
    navigation_only: bool = False
    columns: tuple[tuple[str, str], ...] = ()

    def report(self) -> Report:
        if not self.home.readable:
            return self._made(Outcome.BLOCKED, self.home.failure)
        facts = self._home_page()
        if not self.home.readable:
            return self._made(Outcome.BLOCKED, self.home.failure)
        if not_the_site(self.home):
            return self._made(Outcome.BLOCKED, Failure.OTHER_PAGE)
        self.navigation_only = facts.is_navigation_only
        self.columns = self._columns(facts)
        newest = facts.newest
        undated = newest is None or not counted(newest)
        if undated or (self.navigation_only and not self._fresh(newest)):
            newest = self._best(newest, self._second_level(facts))
        if newest is None and self._page(self.home).scripted:
            newest = self._read(self._by_browser()).newest
        if newest is None:
            failure = Failure.NO_DATE if facts.text_length or self.pages else Failure.NO_TEXT
            return self._made(Outcome.BLOCKED, failure)
        return self._made(self._judged(newest), None, newest)

    def _home_page(self) -> PageFacts:
        """The facts of the page a visitor ends on, wherever a first page passes him on to."""
        facts = self._read(self.home)
        for _ in range(PASSED_ON):
            if not self.home.readable or facts.onward in (None, self.home.final_url):
                break
            self.home = self._get(facts.onward)
            facts = self._read(self.home)
        if not self.home.readable:
            return facts
        page = self.fetcher.page(self.home, self.today)
        whole = with_frames(self.home, page, self._get, self._page, "frame[src]")
        facts = facts if whole is self.home else self._read(whole)
        if not facts.text_length and page.scripted:
            self.home = self.fetcher.rendered(whole)
            facts = self._read(self.home)
        return facts

    def _by_browser(self) -> Visit:
        """The home page with what its scripts write: a list, where no day was found without them."""
        self.home = self.fetcher.rendered(self.home)
        return self.home

    def _get(self, address: str) -> Visit:
        return self.fetcher.get(address, timeout_s=self.rules.availability.timeout_s)

    def _page(self, visit: Visit) -> Page:
        return self.fetcher.page(visit, self.today)

    def _columns(self, facts: PageFacts) -> tuple[tuple[str, str], ...]:
        """What the home page names like columns, less those registered: suggestions for a person."""
        if self.target.kind == SUBPAGE:
            return ()
        registered = {urljoin(self.home.final_url, column.url) for column in self.target.columns}
        limit = self.rules.home_freshness.second_level_pages
        found = second_level(facts.links, self.home.final_url, limit)
        return tuple((link.address, link.text) for link in found if link.address not in registered)

    def _second_level(self, facts: PageFacts) -> Iterator[DateFact]:
        """The newest date of each second-level page, until one is fresh."""
        limit = self.rules.home_freshness.second_level_pages
        for link in second_level(facts.links, self.home.final_url, limit):
            visit = self.fetcher.get(link.address, timeout_s=self.rules.availability.timeout_s)
            newest = self._read(visit).newest if visit.readable else None
            self.unread += not visit.readable
            self.pages.append(
                {
                    "address": link.address,
                    "text": link.text,
                    "failure": visit.failure.value if visit.failure else None,
                    "newest": newest.day.isoformat() if newest else None,
                }
            )
            if newest:
                yield newest
                if self._fresh(newest):
                    return

    def _best(self, home: DateFact | None, others: Iterator[DateFact]) -> DateFact | None:
        """The newest of all; a sure date goes before a newer mention."""
        found = [*([home] if home else []), *others]
        return max(found, key=lambda fact: (counted(fact), fact.day), default=None)

    def _judged(self, newest: DateFact) -> Outcome:
        if self._fresh(newest):
            return Outcome.OK
        return Outcome.PROBLEM if sure(newest) and not self.unread else Outcome.SUSPECT

    def _fresh(self, fact: DateFact | None) -> bool:
        within = self.rules.home_freshness.window_days
        return fact is not None and counted(fact) and self._age(fact) <= within

    def _age(self, fact: DateFact) -> int:
        return (self.today - fact.day).days

    def _read(self, visit: Visit) -> PageFacts:
        return facts_of(self.fetcher.page(visit, self.today))

    def _made(self, outcome: Outcome, failure: Failure | None, newest: DateFact | None = None) -> Report:
        return Report(
            channel_id=self.target.channel_id,
            check=NAME,
            at=clock.now(),
            outcome=outcome,
            failure=failure,
            status=self.home.status,
            connect_ms=self.home.connect_ms,
            first_byte_ms=self.home.first_byte_ms,
            total_ms=self.home.total_ms,
            evidence=self._evidence(newest),
            columns=self.columns,
            pictures=pictures_of([self.home]),
        )

    def _evidence(self, newest: DateFact | None) -> dict[str, Any]:
        return {
            "address": self.home.url,
            "final_address": self.home.final_url,
            "detail": self.home.detail,
            "today": self.today.isoformat(),
            "window_days": self.rules.home_freshness.window_days,
            "rule_version": self.rules.version,
            "navigation_only": self.navigation_only,
            "second_level": self.pages,
            "newest": newest.day.isoformat() if newest else None,
            "age_days": self._age(newest) if newest else None,
            "item": newest.item if newest else "",
            "item_address": newest.address if newest else "",
            "where": newest.where if newest else "",
            "how": newest.how if newest else "",
            "confidence": newest.confidence if newest else None,
            **({"browser": browser_facts(self.home)} if self.home.rendered else {}),
        }
