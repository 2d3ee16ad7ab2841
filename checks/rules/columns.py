"""Each registered column: kept up to date within its category's window, and not empty."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from checks.page import DateFact, State, sure
from checks.rules.of_site import of_site
from checks.site import ColumnPage, Site
from checks.site.browser import browser_facts
from checks.site.pieces import piece_around
from core.common.outcome import Failure, Problem, Report, TargetColumn

NAME = "columns"
MOST_PINNED = 2
NEWS, POLICIES = ("news",), ("notices", "policies")
Word = Literal["fresh", "stale", "empty", "unsure", "no-window"]


@dataclass(frozen=True, slots=True)
class ColumnState:
    """What was read of one column. `oldest`: the day up to which an item counts as fresh, None where no
    window is known; `by_category`: the window is that of its category."""

    page: ColumnPage
    word: Word
    newest: DateFact | None
    oldest: date | None
    by_category: bool

    @property
    def column(self) -> TargetColumn:
        """The registered column."""
        return self.page.column


def read(site: Site) -> tuple[ColumnState, ...]:
    """The state of every registered column."""
    return tuple(_state(site, page) for page in site.column_pages if page.registered)


def details(states: tuple[ColumnState, ...], today: date) -> list[dict[str, Any]]:
    """The states in a form that JSON can carry."""
    return [
        {
            "column": state.column.id,
            "name": state.column.name,
            "state": state.word,
            "newest": state.newest.day.isoformat() if state.newest else None,
            "age_days": (today - state.newest.day).days if state.newest else None,
            "window_days": (today - state.oldest).days if state.oldest else None,
            **({"read_by": "browser"} if state.page.visit.rendered else {}),
        }
        for state in states
    ]


def seen(site: Site, states: tuple[ColumnState, ...]) -> dict[str, Any]:
    """How many items of each day stood on the first pages, and back to which day: what is older may have
    left the page. Only of columns whose dates are sure; up to two old items may be pinned to the top."""
    found: dict[str, Any] = {}
    for state in states:
        items = site.page(state.page.visit).own_list if state.page.visit.readable else ()
        if not items or not all(sure(one) for one in items):
            continue
        # A picture and a title may both be dated and lead to one article.
        once = {one.address or (one.item, one.day): one.day for one in items}
        days = Counter(day.isoformat() for day in once.values())
        oldest = sorted(once.values())
        back_to = oldest[min(MOST_PINNED, len(oldest) // 3)]
        found[str(state.column.id)] = {"back_to": back_to.isoformat(), "days": dict(sorted(days.items()))}
    return found


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _judge(site: Site) -> Report:
    """Stale and empty columns are problems, each with a finding of its own.

    A column that could not be read, whose rows a script writes or whose dates are not sure is left open."""
    if not site.target.columns:
        return site.unable(NAME, Failure.NO_COLUMNS)
    states = read(site)
    problems = [_problem(site, state) for state in states if state.word in ("stale", "empty")]
    unsure = [f"{word}:{s.column.id}" for s in states if s.word == "unsure" for word in ("stale", "empty")]
    # More columns are registered than one reading takes: nothing is known of the others.
    read_ids = {state.column.id for state in states}
    left = [one.id for one in site.target.columns if one.id not in read_ids]
    kept = frozenset(f"{word}:{number}" for number in left for word in ("stale", "empty"))
    report = site.report(
        NAME,
        problems,
        doubts=unsure,
        columns=details(states, site.today),
        seen=seen(site, states),
    )
    return replace(report, unsure=report.unsure | kept)


def _state(site: Site, one: ColumnPage) -> ColumnState:
    oldest, by_category = _oldest(site, one.column)
    if not one.visit.readable:
        return ColumnState(one, "unsure", None, oldest, by_category)
    page = site.page(one.visit)
    newest = page.newest_of_list
    return ColumnState(one, _word(site, one, newest, oldest), newest, oldest, by_category)


def _word(site: Site, one: ColumnPage, newest: DateFact | None, oldest: date | None) -> Word:
    page = site.page(one.visit)
    if page.filled.value is State.MISSING or page.under_construction.value:
        sure_enough = max(page.filled.confidence, 0.9 if page.under_construction.value else 0.0)
        return "empty" if sure_enough >= site.limit(NAME, "empty_confidence") else "unsure"
    if oldest is None:
        return "no-window"
    if newest is None:
        return "unsure"
    if newest.day >= oldest:
        return "fresh"
    return "stale" if sure(newest) else "unsure"


def _oldest(site: Site, column: TargetColumn) -> tuple[date | None, bool]:
    """The day from which on an item is fresh, and whether the category's window says so."""
    rule, today = site.rules.columns, site.today
    if column.window_days is not None:
        return today - timedelta(days=column.window_days), False
    if column.category in NEWS:
        return today - timedelta(days=rule.news_window_days), True
    if column.category in POLICIES:
        return months_before(today, rule.policy_window_months), True
    return None, False


def _problem(site: Site, state: ColumnState) -> Problem:
    page, visit = site.page(state.page.visit), state.page.visit
    detail: dict[str, Any] = {"name": state.column.name, "category": state.column.category}
    if visit.rendered is not None:
        detail["browser"] = browser_facts(visit)
    if state.word == "empty":
        sure_by = max(page.filled.confidence, page.under_construction.confidence)
        piece = piece_around(page.html, "<main") if "<main" in page.html else piece_around(page.html, "<body")
        return Problem(
            f"empty:{state.column.id}",
            visit.final_url,
            visit.status,
            confidence=sure_by,
            piece=piece,
            same="empty",
            detail={**detail, "where": page.filled.where},
        )
    assert state.newest is not None
    return Problem(
        f"stale:{state.column.id}",
        visit.final_url,
        visit.status,
        confidence=state.newest.confidence,
        piece=piece_around(page.html, state.newest.item),
        same=state.newest.day.isoformat(),
        detail={
            **detail,
            "newest": state.newest.day.isoformat(),
            "age_days": (site.today - state.newest.day).days,
            "item": state.newest.item,
            "item_address": state.newest.address,
            "where": state.newest.where,
        },
    )


check = of_site(NAME, _judge)
