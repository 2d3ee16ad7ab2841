"""Channels counted out of the kept counter are what looking at every channel says."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from core.registry import counts
from core.registry.slices import is_running, not_running, of_running
from db.engine import reading, writing
from db.models import Channel, ChannelEvent, EventKind
from tests.rows import a_unit, a_website, all_of

DAY = date(2026, 11, 1)


@pytest.fixture
def lives(either_database):
    """Channels of several kinds with entries and exits before and after `DAY`."""
    chance, unit = Random(3), a_unit()
    for number in range(30):
        kind = chance.choice(("website", "subpage", "weibo"))
        site = a_website(
            unit_id=unit, kind=kind, level=chance.choice(("", "city")), url="" if number % 4 else "u"
        )
        with writing() as session:
            for _ in range(chance.randrange(4)):
                day, delta = DAY + timedelta(days=chance.randrange(-9, 9)), chance.choice((1, 1, -1))
                session.add(ChannelEvent(channel_id=site, day=day, kind=EventKind.FOUND, delta=delta))


@pytest.mark.parametrize("medium", [None, "website", "account"])
@pytest.mark.parametrize("back", [-20, -3, 0, 4, 20])
def test_running_on_any_day(lives, medium, back):
    day = DAY + timedelta(days=back)
    with reading() as session:
        query = select(col(Channel.kind), col(Channel.level), col(Channel.url) != "")
        known = Counter(map(tuple, session.execute(query.where(is_running(day, medium)))))
        assert counts.running(session, day, "kind", "level", "has_url", medium=medium) == known


def test_a_channel_either_runs_or_does_not(lives):
    with reading() as session:
        one = aliased(Channel)
        ids = select(col(one.id)).where(col(one.kind) != "weibo")
        for back in (-20, -3, 0, 4, 20):
            day = DAY + timedelta(days=back)
            running = set(session.execute(ids.where(of_running(col(one.id), day, "website"))).scalars())
            gone = set(session.execute(not_running(day, "website")).scalars())
            assert running | gone == set(session.execute(ids).scalars())
            assert not running & gone


def test_all_ever_entered(lives):
    with reading() as session:
        assert counts.channels(session, "kind") == Counter((one.kind,) for one in all_of(Channel))
