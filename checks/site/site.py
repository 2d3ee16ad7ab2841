"""A site while it is read: its target, its home page as a visitor ends on it, its columns, and the rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

from checks.fetch import Visit
from checks.fetch.other_pages import not_the_site
from checks.page import Page, State, mask, second_level
from core.common import clock
from core.common.outcome import Failure, Outcome, Picture, Problem, Report, Target, TargetColumn

from .browser import browser_facts, pictures_of
from .frames import sources_of, with_frames
from .hosts import inside
from .kept import kept
from .reading import Getter, Shared, shared

if TYPE_CHECKING:  # a reader of whole sites does without the rules
    from core.rules import RuleSet

GONE = (404, 410)  # a page that was taken away says so
PASSED_ON = 2  # refreshes, scripts and frames followed to the real home page


@dataclass(frozen=True, slots=True)
class ColumnPage:
    """A column and the visit to its first page. `registered`: from the registry, not read off the page."""

    column: TargetColumn
    visit: Visit
    registered: bool


@dataclass
class Site:
    """One site being read. Everything it gives is made on first use and kept."""

    target: Target
    rules: "RuleSet"
    fetcher: Shared
    given: Visit | None = None
    today: date = field(default_factory=clock.today)

    @classmethod
    def of(cls, target: Target, fetcher: Getter, rules: "RuleSet", visit: Visit | None = None) -> Self:
        """The site of `target`; `visit` is a visit to its home page that was already made."""
        memory = shared(fetcher)
        if visit is not None:
            memory.remember(visit)
        return cls(target, rules, memory, visit)

    @kept
    def first(self) -> Visit:
        """The visit to the registered address."""
        return self.given or self.get(self.target.url)

    @kept
    def visit(self) -> Visit:
        """The visit to the page that a visitor ends on, wherever a first page passes him on to."""
        visit = self.first
        for _ in range(PASSED_ON):
            onward = self.page(visit).onward if visit.readable else None
            if onward in (None, visit.final_url):
                break
            visit = self.get(str(onward))
        inner = self.page(visit).entrance if visit.readable else None
        behind = self.get(inner) if inner and inner != visit.final_url else visit
        return behind if behind.readable else visit

    @kept
    def other_page(self) -> str | None:
        """What kind of page answers in the place of the home page, if one does."""
        return not_the_site(self.visit) or (not_the_site(self.shown) if self.shown.rendered else None)

    @kept
    def shown(self) -> Visit:
        """The visit to the home page with all that its frames and, where it is without a word, its scripts
        put on it."""
        visit = self._whole(self.visit, "frame[src]")
        if visit.readable and not self.page(visit).text_length and self.page(visit).scripted:
            return self.fetcher.rendered(visit)
        return visit

    def _whole(self, visit: Visit, selector: str) -> Visit:
        """A visit with the pages of its frames in it, where it can be read."""
        if not visit.readable:
            return visit
        return with_frames(visit, self.page(visit), self.get, self.page, selector)

    @property
    def home(self) -> Page:
        """The home page; one made of frames with all that stands in them."""
        return self.page(self.shown)

    @property
    def address(self) -> str:
        """Where the home page was found in the end."""
        return self.shown.final_url

    def get(self, address: str) -> Visit:
        """Visit a page of the site."""
        return self.fetcher.get(address, timeout_s=self.rules.availability.timeout_s)

    def page(self, visit: Visit) -> Page:
        """The page of a visit."""
        return self.fetcher.page(visit, self.today)

    @kept
    def column_pages(self) -> tuple[ColumnPage, ...]:
        """The registered columns with their first pages, as many as the rules read; where none is
        registered, the pages that the home page names like columns."""
        registered = self.target.columns[: int(self.limit("columns", "most_read"))]
        if registered:
            return tuple(
                ColumnPage(column, self._column(urljoin(self.address, column.url)), True)
                for column in registered
            )
        links = second_level(self.home.links, self.address, self.rules.home_freshness.second_level_pages)
        return tuple(
            ColumnPage(TargetColumn(0, link.text, link.address), self.get(link.address), False)
            for link in links
        )

    def _column(self, address: str) -> Visit:
        """A column's first page; where its list stands in a frame, with that frame, and where a script writes
        it, as a browser shows it."""
        visit = self._with_list(address)
        page = self.page(visit) if visit.readable else None
        if page is None or page.newest_of_list is not None or not page.scripted:
            return visit
        written = not page.text_length or page.filled.value is State.UNKNOWN
        return self.fetcher.rendered(visit) if written else visit

    def _with_list(self, address: str) -> Visit:
        visit = self._whole(self.get(address), "frame[src]")
        if not visit.readable or self.page(visit).newest_of_list is not None:
            return visit
        # A frame of the site itself may hold the list; a map or a player of others does not.
        sources = self.page(visit).ask(sources_of, "iframe[src]")
        own = any(inside(urljoin(visit.final_url, source), visit.final_url) for source in sources)
        return self._whole(visit, "iframe[src]") if own else visit

    def pages(self) -> Iterator[tuple[Visit, Page]]:
        """The home page and every column's first page that could be read."""
        yield self.visit, self.home
        seen = {self.visit.final_url}
        for column in self.column_pages:
            if column.visit.readable and column.visit.final_url not in seen:
                seen.add(column.visit.final_url)
                yield column.visit, self.page(column.visit)

    def sample(self, check: str) -> Iterator[tuple[Visit, Page]]:
        """The pages that `check` reads: home page, columns, some newest articles, and every page on which
        it found something before. What was found would else count as mended once newer articles are out."""
        done: set[str] = set()
        for visit, page in chain(self.pages(), self.articles(int(self.limit(check, "articles")))):
            done |= {visit.url, visit.final_url}
            yield visit, page
        yield from self.again(check, done)

    def again(self, check: str, done: set[str]) -> Iterator[tuple[Visit, Page]]:
        """Every other page on which `check` found something before; `done`: addresses that were read."""
        for _, address in self.target.seen.get(check, ()):
            visit = self.get(address)
            if visit.readable and not done & {visit.url, visit.final_url}:
                done |= {visit.url, visit.final_url}
                yield visit, self.page(visit)

    def unread(self, check: str) -> list[str]:
        """Keys of what `check` found before on pages that cannot be read now, or only in part: neither there
        nor gone."""
        return [key for key, address in self.target.seen.get(check, ()) if not _shows_all(self.get(address))]

    def articles(self, most: int) -> Iterator[tuple[Visit, Page]]:
        """The newest articles that the columns' lists lead to, one a column in turn, at most so many."""
        lists = [
            [fact.address for fact in self.page(one.visit).items if fact.address and not fact.aside]
            for one in self.column_pages
            if one.visit.readable
        ] or [[fact.address for fact in self.home.items if fact.address]]
        turns = (address for turn in zip_longest(*lists) for address in turn if address)
        own = (address for address in dict.fromkeys(turns) if inside(address, self.address))
        for address in islice(own, most):
            visit = self.get(address)
            if visit.readable:
                yield visit, self.page(visit)

    def limit(self, check: str, name: str) -> float:
        """A number of the rule set that only `check` reads."""
        value = self.limits(check, name)
        return value[0]

    def limits(self, check: str, name: str) -> list[float]:
        """The same where there are several."""
        value = self.rules.check[check].thresholds[name]
        return [float(each) for each in value] if isinstance(value, list) else [float(value)]

    def blocked(self, check: str) -> Report | None:
        """The report of a check that cannot be made, None when the home page can be read."""
        if self.target.exempt:
            return self.exempt(check)
        for visit in (self.first, self.visit):
            if not visit.readable:
                return self.unable(check, visit.failure, detail=visit.detail or None)
        if not self.visit.body:
            return self.unable(check, Failure.NO_TEXT)
        if self.other_page:
            return self.unable(check, Failure.OTHER_PAGE, other_page=self.other_page)
        return None

    def wordless(self, check: str) -> Report | None:
        """As `blocked`, and where the home page shows no word: what scripts write is missing nowhere."""
        report = self.blocked(check)
        if report is None and not self.home.text_length:
            return self.unable(check, Failure.SCRIPTED if self.home.scripted else Failure.NO_TEXT)
        return report

    def unable(self, check: str, failure: Failure | None, **evidence: Any) -> Report:
        """A report that says why it could not be checked."""
        return self._made(check, Outcome.BLOCKED, failure, evidence)

    def exempt(self, check: str, **evidence: Any) -> Report:
        """A report that says that the check does not apply; an exempt channel is not even visited."""
        if self.target.exempt:
            return Report(self.target.channel_id, check, clock.now(), Outcome.EXEMPT)
        return self._made(check, Outcome.EXEMPT, None, evidence)

    def report(
        self,
        check: str,
        problems: Iterable[Problem] = (),
        *,
        doubts: Iterable[str] = (),
        failure: Failure | None = None,
        details: Mapping[str, Any] | None = None,
        **evidence: Any,
    ) -> Report:
        """What `check` says: `problem` with any of `problems`, else `suspect` with any of `doubts` (their
        keys, which also keep findings of those keys from being cleared), else `ok`. `details` is evidence.

        Personal numbers are masked in every piece of page before it leaves here."""
        wrong = tuple(replace(problem, piece=mask(problem.piece)) for problem in problems)
        # Whatever the check: what it found on a page that is not read this time is neither there nor gone.
        unsure = frozenset({*doubts, *self.unread(check)} - {problem.key for problem in wrong})
        outcome = Outcome.PROBLEM if wrong else Outcome.SUSPECT if unsure else Outcome.OK
        evidence = {**(details or {}), **evidence}
        evidence["problems"] = [_detail(problem) for problem in wrong[:30]]
        return self._made(check, outcome, failure, evidence, wrong, unsure)

    def _made(
        self,
        check: str,
        outcome: Outcome,
        failure: Failure | None,
        evidence: Mapping[str, Any],
        problems: tuple[Problem, ...] = (),
        unsure: frozenset[str] = frozenset(),
    ) -> Report:
        visit = self.visit if self.first.readable else self.first
        return Report(
            channel_id=self.target.channel_id,
            check=check,
            at=clock.now(),
            outcome=outcome,
            failure=failure,
            status=visit.status,
            total_ms=visit.total_ms,
            evidence={
                "address": visit.url,
                "final_address": visit.final_url,
                **({"browser": facts} if (facts := self._browser) else {}),
                **{key: value for key, value in evidence.items() if value not in (None, [], ())},
                "rule_version": self.rules.version,
            },
            problems=problems,
            unsure=unsure,
            pictures=self._pictures,
        )

    @property
    def _browser(self) -> dict[str, Any]:
        """What evidence says of a home page that a browser read."""
        return browser_facts(self.shown) if self.first.readable else {}

    @property
    def _pictures(self) -> tuple[Picture, ...]:
        """Of the pages of this reading that a browser read."""
        visits = [self.shown] if self.first.readable else []
        if "column_pages" in self.__dict__:
            visits += [column.visit for column in self.column_pages]
        return pictures_of(visits)


def _shows_all(visit: Visit) -> bool:
    """Whether a visit shows all of its page, or that there is none any more."""
    whole = visit.readable and not visit.truncated and not not_the_site(visit)
    return visit.status in GONE or whole


def _detail(problem: Problem) -> dict[str, Any]:
    details: dict[str, Any] = {"key": problem.key, "address": problem.address}
    if problem.failure:
        details["failure"] = problem.failure.value
    return {**details, **problem.detail}
