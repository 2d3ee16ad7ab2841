"""What the checks of content found, counted and ordered inside either database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.common import clock
from core.reporting.statistics import content
from db.engine import writing
from db.models import ChannelEvent, CurrentState, EventKind, Finding, FindingState
from tests.rows import NOON, a_unit, a_website


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def test_the_sites_with_most_stale_and_empty_columns_stand_first(either_database):
    good, bad = _site("fresh", "fresh", "unsure"), _site("stale", "fresh", "empty")
    assert [cell.channel_id for cell in content.column_cells()] == [bad] * 3 + [good] * 3
    assert [(cell.channel_id, cell.place) for cell in content.column_cells(sites=1)] == [
        (bad, 1),
        (bad, 2),
        (bad, 3),
    ]


def test_columns_are_paged_with_empty_and_stale_first_and_the_oldest_among_them(either_database):
    first, second = _site("fresh", "stale"), _site("stale", "empty", age=50)
    found = content.column_rows()
    assert [(cell.channel_id, cell.state) for cell in found.rows] == [
        (second, "empty"),
        (second, "stale"),
        (first, "stale"),
        (first, "fresh"),
    ]
    assert content.column_rows(limit=2, offset=1).rows == found.rows[1:3]
    assert content.column_rows(limit=1).total == 4
    assert [cell.age_days for cell in found.rows] == [None, 50, 6, 5]
    assert found.rows[1].newest is not None


def test_a_site_without_columns_has_no_row(either_database):
    _state(_running(), content.COLUMNS, {})
    _state(_running(), content.COLUMNS, {"columns": None})
    assert content.column_cells() == ()
    assert content.column_rows().total == 0


def test_open_findings_are_banded_by_their_age_in_shanghai_days(either_database):
    site = _running()
    for days, key in ((0, "a"), (7, "b"), (8, "c"), (30, "d"), (31, "e"), (91, "f")):
        _finding(site, "links", key, days)
    _finding(site, "tags", "g", 1)
    _finding(site, "tags", "h", 1, state=FindingState.RESOLVED)
    assert content.findings_by_check() == (
        content.FindingCount("links", "links", (2, 2, 1, 1)),
        content.FindingCount("tags", "tags", (1, 0, 0, 0)),
    )
    assert [one.total for one in content.findings_by_unit()] == [7]


def test_certificates_not_believed_stand_first_and_then_those_that_end_first(either_database):
    late, soon, bad = (_certificate(days, verified=ok) for days, ok in ((300, True), (3, True), (90, False)))
    _state(_running(), content.CERTIFICATE, {"tls": None})
    found = content.certificates()
    assert [row.channel_id for row in found.rows] == [bad, soon, late]
    assert [row.days_left for row in found.rows] == [90, 3, 300]
    assert content.certificates(limit=1, offset=1).rows == found.rows[1:2]
    assert found.total == 3


def _running() -> int:
    site = a_website(unit_id=a_unit())
    with writing() as session:
        session.add(ChannelEvent(channel_id=site, day=clock.today(), kind=EventKind.FOUND, delta=1))
    return site


def _site(*states: str, age: int = 5) -> int:
    site = _running()
    columns = [
        {
            "name": f"栏目{place}",
            "state": state,
            "newest": None if state == "empty" else "2026-11-01",
            "age_days": None if state == "empty" else age + place,
            "window_days": 14,
        }
        for place, state in enumerate(states)
    ]
    _state(site, content.COLUMNS, {"columns": columns[::-1] if age == 50 else columns})
    return site


def _certificate(days: int, *, verified: bool) -> int:
    site = _running()
    ends = NOON + timedelta(days=days)
    tls = {"verified": verified, "error": "", "issuer": "CA", "not_after": ends.isoformat()}
    _state(site, content.CERTIFICATE, {"tls": tls})
    return site


def _state(site: int, check: str, evidence: dict[str, Any]) -> None:
    with writing() as session:
        session.add(
            CurrentState(channel_id=site, check=check, outcome="ok", at=NOON, since=NOON, evidence=evidence)
        )


def _finding(site: int, check: str, key: str, days: int, state: FindingState = FindingState.OPEN) -> None:
    # A minute after midnight in Shanghai, which is the day before in UTC.
    seen = datetime(2026, 11, 22, 16, 1, tzinfo=UTC) - timedelta(days=days)
    with writing() as session:
        times = {"first_seen_at": seen, "confirmed_at": seen, "last_seen_at": seen}
        session.add(Finding(channel_id=site, check=check, key=key, state=state, **times))
