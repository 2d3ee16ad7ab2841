"""start + came − left = end, for every period and every filter, on histories nobody chose."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlmodel import col

from core.common import clock
from core.lifecycle import moves
from core.registry.history import channels_and_their_stay_agree
from core.reporting.statistics.balance import (
    MOVES,
    Scope,
    balance,
    balances,
    event_rows,
    of_medium,
    running_rows,
    waterfalls,
)
from db.engine import reading, writing
from db.models import CaseKind, Channel, ChannelEvent, EventKind, RegisteredState, Unit, UnitLevel
from tests.core.lifecycle.papers import SUPERVISOR, a_case, an_account, entered, walk
from tests.rows import NOON, a_unit, a_website, all_of

FIRST = date(2019, 1, 1)
KINDS = ("website", "subpage", "weibo", "app")
OUT = {
    "website": EventKind.CLOSED,
    "subpage": EventKind.MERGED,
    "weibo": EventKind.CANCELLED,
    "app": EventKind.CANCELLED,
}
# Days between two events of one channel: it comes, leaves, runs again, …
HISTORY = st.lists(st.integers(0, 200), max_size=6)
HISTORIES = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 2), HISTORY), max_size=12)
PERIOD = st.tuples(st.integers(-30, 900), st.integers(0, 600))
SCOPES = st.builds(
    Scope,
    medium=st.sampled_from([None, "website", "account"]),
    kind=st.sampled_from(["", *KINDS]),
    unit_id=st.sampled_from([None, 1, 2]),
)


@pytest.fixture
def units(either_database):
    above = a_unit(level=UnitLevel.INDUSTRY)
    other = a_unit(level=UnitLevel.INDUSTRY)
    return [above, other, a_unit(parent_id=above)]


@pytest.fixture
def examples(either_database):
    return 40 if either_database == "sqlite" else 6


def write(histories, units):
    with writing() as session:
        session.execute(delete(ChannelEvent))
        session.execute(delete(Channel))
    for kind, unit, gaps in histories:
        channel = a_website(kind=kind, unit_id=units[unit], url="")
        day, inside = FIRST, False
        with writing() as session:
            for place, gap in enumerate(gaps):
                day += timedelta(days=gap)
                event = OUT[kind] if inside else EventKind.REOPENED if place else EventKind.FOUND
                session.add(ChannelEvent(channel_id=channel, day=day, kind=event, delta=-1 if inside else 1))
                inside = not inside


def test_the_balance_holds_for_every_period_and_every_filter(units, examples):
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(HISTORIES, PERIOD, SCOPES)
    def holds(histories, period, scope):
        write(histories, units)
        first = FIRST + timedelta(days=period[0])
        last = first + timedelta(days=period[1])
        whole = balance(first, last, scope)
        assert whole.holds, whole
        for group in ("kind", "unit"):
            lines = balances(group, first, last, scope)
            assert all(line.holds for line in lines), lines
            for name in ("start", "end", "found", "reopened", "closed", "merged", "cancelled"):
                assert sum(getattr(line, name) for line in lines) == getattr(whole, name), (group, name)
        assert event_rows(first, last, scope, events=MOVES).total == (
            whole.found + whole.opened + whole.reopened + whole.closed + whole.merged + whole.cancelled
        )
        assert running_rows(last, scope).total == whole.end
        by_kind = balances("kind", first, last, replace(scope, medium=None))
        assert of_medium(by_kind, scope.medium) == balances("kind", first, last, scope)
        for medium, drawn in waterfalls(by_kind).items():
            alone = balance(first, last, replace(scope, medium=medium))
            assert (drawn.start, drawn.entered, drawn.left, drawn.end) == (
                alone.start,
                alone.found + alone.opened + alone.reopened,
                alone.closed + alone.merged + alone.cancelled,
                alone.end,
            )

    holds()  # fmt: skip


def test_the_chart_starts_and_ends_where_the_balance_does(units):
    write([("website", 0, [10, 100, 50]), ("website", 1, [10, 20]), ("weibo", 2, [40])], units)
    first, last = FIRST + timedelta(days=30), FIRST + timedelta(days=200)
    drawn = waterfalls(balances("kind", first, last, Scope()))["website"]
    # The second site closes on the first day of the period: that day is inside.
    assert (drawn.start, drawn.closed, drawn.reopened, drawn.end) == (2, 2, 1, 1)
    assert drawn.end == balance(first, last, Scope("website")).end


def test_the_balance_holds_through_cases_and_reopenings(units):
    with clock.frozen(NOON):
        site, account = entered(a_website(unit_id=units[0])), entered(an_account(unit_id=units[1]))
        walk(a_case(channel=site), "switched_off")
        walk(a_case(CaseKind.CANCEL, channel=account), None)
    with clock.frozen(NOON + timedelta(days=60)):
        moves.restore(site, reason="恢复", actor=SUPERVISOR)
        whole = balance(clock.today() - timedelta(days=90), clock.today(), Scope())
        assert (whole.start, whole.closed, whole.cancelled, whole.reopened, whole.end) == (2, 1, 1, 1, 1)
        assert whole.holds
    with reading() as session:
        assert channels_and_their_stay_agree(session) == []
        states = dict(session.execute(select(col(Channel.id), col(Channel.registered))).all())
    assert (states[site], states[account]) == (RegisteredState.RUNNING, RegisteredState.CANCELLED)
    assert len(all_of(Unit)) == 3
