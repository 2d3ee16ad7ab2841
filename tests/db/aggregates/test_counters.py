"""The counts that the database keeps by itself are what counting gives, whatever is written and how."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import delete, func, select, update
from sqlmodel import col

from core.issues import progress
from core.issues.progress import WHATS, Span
from db.aggregates import column_rows, counters
from db.engine import engines, reading, writing
from db.models import (
    Channel,
    ChannelCounter,
    ChannelEvent,
    ColumnNow,
    CurrentState,
    EventKind,
    Issue,
    IssueCounter,
    IssueState,
    ObservedState,
    RegisteredState,
    StateCounter,
)
from db.upkeep import upkeep
from tests.rows import NOON, a_unit, a_website, all_of, an_issue

DAY = date(2026, 11, 1)
TABLES = {
    ChannelCounter: ("kind", "level", "registered", "observed", "running", "worst", "has_url", "has_account"),
    StateCounter: ("check", "outcome", "failure"),
    IssueCounter: ("what", "day"),
}
STATES = ("fresh", "stale", "empty", "unsure", "no-window", "of-the-future")


def test_any_mixture_of_writes_leaves_the_counts_right(either_database):
    chance = Random(11)
    sites = [a_website(unit_id=a_unit()) for _ in range(4)]
    issues = [an_issue(channel_id=sites[0], opened_on=DAY) for _ in range(4)]
    for step in range(120):
        _write_something(chance, chance.choice(sites), chance.choice(issues))
        if step % 40 == 20:
            _settle()
    kept, rows = _kept(), _column_rows()
    assert kept == _counted_anew()
    assert all(counts for counts in kept.values())
    assert rows
    assert rows == _unrolled_anew()


def test_drawing_together_leaves_one_row_for_each_count(either_database):
    for _ in range(3):
        a_website(unit_id=a_unit())
    with writing() as session:
        session.execute(update(Channel).values(level="city"))
    kept = _kept()
    _settle()
    assert _kept() == kept
    assert [(one.level, one.n) for one in all_of(ChannelCounter)] == [("city", 3)]


def test_what_changes_nothing_that_is_counted_adds_no_row(either_database):
    a_website(unit_id=a_unit())
    before = len(all_of(ChannelCounter))
    with writing() as session:
        session.execute(update(Channel).values(name="another", version=9))
    assert len(all_of(ChannelCounter)) == before


def test_how_many_issues_were_late_on_a_day_is_what_looking_at_each_says(either_database):
    chance, due = Random(5), DAY - timedelta(days=5)
    # Verified on the first day on which it would have been late.
    verified = {"state": IssueState.VERIFIED, "verified_on": due + timedelta(days=1)}
    an_issue(opened_on=due - timedelta(days=9), due_on=due, **verified)
    for _ in range(60):
        _an_issue_of_some_age(chance)
    for back in range(40):
        span = Span(DAY - timedelta(days=back + chance.randrange(9)), DAY - timedelta(days=back))
        found = progress.bucket(span)
        assert [getattr(found, what) for what in WHATS] == [_looked_at(what, span) for what in WHATS]


def test_a_fix_reported_after_midnight_in_shanghai_counts_on_the_new_day(either_database):
    an_issue(reported_at=datetime(2026, 11, 1, 16, 30, tzinfo=UTC))
    assert [one.day for one in all_of(IssueCounter) if one.what == "reported"] == [date(2026, 11, 2)]


@pytest.mark.parametrize("columns", [None, "none", [], {}])
def test_evidence_without_a_list_of_columns_has_no_rows(either_database, columns):
    _columns(a_website(unit_id=a_unit()), columns)
    assert all_of(ColumnNow) == []


def _write_something(chance: Random, site: int, issue: int) -> None:
    day = DAY - timedelta(days=chance.randrange(20))
    with writing() as session:
        match chance.randrange(9):
            case 0:
                event = ChannelEvent(
                    channel_id=site, day=day, kind=EventKind.FOUND, delta=chance.choice((1, -1))
                )
                session.add(event)
            case 1:
                session.execute(
                    update(Channel).where(col(Channel.id) == site).values(level=chance.choice(("", "city")))
                )
            case 2:
                seen, registered = chance.choice(list(ObservedState)), chance.choice(list(RegisteredState))
                session.execute(update(Channel).values(observed=seen, registered=registered))
            case 3:
                outcome, failure = chance.choice((("ok", None), ("problem", "dns"), ("blocked", "firewall")))
                state = {"outcome": outcome, "failure": failure, "at": NOON, "since": NOON}
                session.merge(CurrentState(channel_id=site, check="availability", **state))
            case 4:
                listed = [
                    {"state": chance.choice(STATES), "age_days": chance.choice((None, 3, 90))}
                    for _ in range(chance.randrange(5))
                ]
                state = {"outcome": "ok", "at": NOON, "since": NOON, "evidence": {"columns": listed}}
                session.merge(CurrentState(channel_id=site, check="columns", **state))
            case 5:
                session.execute(delete(CurrentState).where(col(CurrentState.channel_id) == site))
            case 6:
                session.execute(
                    update(Issue)
                    .where(col(Issue.id) == issue)
                    .values(
                        state=chance.choice(list(IssueState)),
                        due_on=day,
                        verified_on=chance.choice((None, DAY)),
                    )
                )
            case 7:
                session.execute(
                    update(Issue).values(reported_at=NOON - timedelta(hours=chance.randrange(99)))
                )
            case _:
                session.execute(delete(Channel).where(col(Channel.id) == _spare(session)))


def _spare(session) -> int:
    spare = Channel(code="spare", name="spare", kind="weibo", unit_id=1, account="a")
    session.add(spare)
    session.flush()
    return spare.id


def _an_issue_of_some_age(chance: Random) -> None:
    opened = DAY - timedelta(days=chance.randrange(60))
    verified = chance.choice((None, opened + timedelta(days=chance.randrange(40))))
    an_issue(
        opened_on=opened,
        due_on=opened + timedelta(days=chance.randrange(-3, 30)),
        verified_on=verified,
        reported_at=chance.choice((None, NOON - timedelta(days=22 + chance.randrange(50)))),
        state=IssueState.VERIFIED if verified else chance.choice((IssueState.OPEN, IssueState.WAIVED)),
    )


def _looked_at(what, span: Span) -> int:
    with reading() as session:
        query = select(func.count()).select_from(Issue).where(progress.which(what, span))
        return session.execute(query).scalar_one()


def _columns(site: int, columns) -> None:
    with writing() as session:
        state = {"outcome": "ok", "at": NOON, "since": NOON, "evidence": {"columns": columns}}
        session.add(CurrentState(channel_id=site, check="columns", **state))


def _kept():
    return {table.__tablename__: _of(table, by) for table, by in TABLES.items()}


def _of(table, by: tuple[str, ...]) -> dict:
    columns = [col(getattr(table, name)) for name in by]
    with reading() as session:
        rows = session.execute(select(*columns, func.sum(col(table.n))).group_by(*columns)).all()
    return {tuple(row[:-1]): row[-1] for row in rows if row[-1]}


def _counted_anew():
    with engines().write.begin() as connection:
        counters.add_up(connection)
    return _kept()


def _unrolled_anew():
    with engines().write.begin() as connection:
        column_rows.unroll(connection)
    return _column_rows()


def _column_rows() -> list[tuple]:
    return sorted((one.channel_id, one.place, one.rank, one.age_order) for one in all_of(ColumnNow))


def _settle() -> None:
    with engines().write.begin() as connection:
        counters.settle(connection)


def test_the_hourly_upkeep_draws_together_and_loses_nothing(either_database):
    site = a_website(unit_id=a_unit())
    for level in ("city", "county", "city"):
        with writing() as session:
            session.execute(update(Channel).where(col(Channel.id) == site).values(level=level))
    kept = _kept()
    upkeep()
    assert _kept() == kept
    assert len(all_of(ChannelCounter)) == 1


@pytest.mark.parametrize("either_database", ["postgresql"], indirect=True)
def test_two_who_write_at_once_never_wait_for_one_count(either_database):
    one, other = a_website(unit_id=a_unit()), a_website(unit_id=a_unit())
    move = "UPDATE channel SET level = 'city' WHERE id = "
    with engines().write.connect() as first, engines().write.connect() as second:
        first.exec_driver_sql(move + str(one))
        second.exec_driver_sql("SET lock_timeout = '5s'")
        second.exec_driver_sql(move + str(other))
        counters.settle(second)
        second.commit()
        first.commit()
    kept = _kept()
    assert kept == _counted_anew()
    assert [n for key, n in kept["channel_counter"].items() if "city" in key] == [2]
