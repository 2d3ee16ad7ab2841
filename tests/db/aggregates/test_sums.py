"""The sums that the database keeps by itself are what adding up gives, whatever is written and how."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import delete, func, select, update
from sqlmodel import col

from db.aggregates import sums
from db.engine import engines, reading, writing
from db.migrate import upgrade
from db.models import Channel, ChannelEvent, CurrentState, DailyRollup, DailyTotal, EventKind
from tests.rows import NOON, a_unit, a_website, all_of

DAY = date(2026, 11, 1)
OUTCOMES = ("ok", "problem", "suspect", "blocked", "exempt")
CHECKS = (*sums.HEADLINE, "links")


def test_any_mixture_of_writes_leaves_the_sums_right(either_database):
    chance, sites = Random(7), [a_website(unit_id=a_unit()) for _ in range(4)]
    for _ in range(60):
        _write_something(chance, chance.choice(sites))
    assert _kept() == _kept_after_adding_up()
    assert any(total[1] for total in _kept()[0])
    assert {worst for _, _, worst in _kept()[1]} > {0}


def test_the_sums_live_through_another_upgrade(either_database):
    site = a_website(unit_id=a_unit())
    upgrade()
    _event(site, 1)
    assert [one.balance for one in all_of(Channel)] == [1]


@pytest.mark.parametrize(
    ("check", "outcome", "worst"),
    [
        ("availability", "blocked", 2),
        ("home_freshness", "blocked", 0),
        ("availability", "ok", 1),
        ("stability", "suspect", 3),
        ("availability_week", "problem", 4),
        ("links", "problem", 0),
    ],
)
def test_only_headline_checks_say_how_a_website_is(database, check, outcome, worst):
    site = a_website(unit_id=a_unit())
    with writing() as session:
        session.add(CurrentState(channel_id=site, check=check, outcome=outcome, at=NOON, since=NOON))
    assert [one.worst for one in all_of(Channel)] == [worst]


def _write_something(chance: Random, site: int) -> None:
    key = (DAY + timedelta(days=chance.randrange(3)), site)
    counts = {"ok": chance.randrange(9), "failed": chance.randrange(3), "probes": 12}
    with writing() as session:
        match chance.randrange(7):
            case 0:
                _add_event(session, site, chance.choice((1, -1, 0)))
            case 1:
                session.merge(DailyRollup(day=key[0], channel_id=site, **counts))
            case 2:
                session.execute(update(DailyRollup).values(failed=col(DailyRollup.failed) + 1))
            case 3:
                session.execute(delete(DailyRollup).where(col(DailyRollup.day) == key[0]))
            case 4:
                session.execute(delete(ChannelEvent).where(col(ChannelEvent.day) == key[0]))
            case 5:
                check, outcome = chance.choice(CHECKS), chance.choice(OUTCOMES)
                state = CurrentState(channel_id=site, check=check, outcome=outcome, at=NOON, since=NOON)
                session.merge(state)
            case _:
                session.execute(delete(CurrentState).where(col(CurrentState.check) == chance.choice(CHECKS)))


def _event(site: int, delta: int) -> None:
    with writing() as session:
        _add_event(session, site, delta)


def _add_event(session, site: int, delta: int) -> None:
    session.add(ChannelEvent(channel_id=site, day=DAY, kind=EventKind.FOUND, delta=delta))


def _kept():
    with reading() as session:
        totals = select(
            col(DailyTotal.day), col(DailyTotal.ok), col(DailyTotal.failed), col(DailyTotal.probes)
        )
        days = session.execute(totals.where(col(DailyTotal.probes) > 0).order_by(col(DailyTotal.day))).all()
        channels = select(col(Channel.id), col(Channel.balance), col(Channel.worst)).order_by(col(Channel.id))
        assert session.execute(select(func.count()).select_from(Channel)).scalar_one() == 4
        return [tuple(day) for day in days], [tuple(one) for one in session.execute(channels)]


def _kept_after_adding_up():
    with engines().write.begin() as connection:
        sums.add_up(connection)
    return _kept()
