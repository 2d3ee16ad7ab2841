"""Frozen months: what was said in a meeting stays, what changed since is a correction with its writes."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.lifecycle import moves
from core.reporting import frozen
from core.rules import rule_set
from db.models import AuditEntry, FrozenMonth
from tests.core.lifecycle.papers import STAFF, SUPERVISOR, a_case, entered, walk
from tests.demonstration import DEMO_NOON
from tests.rows import NOON, a_website, all_of

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def noon(either_database):
    with clock.frozen(NOON):
        yield


def test_freezing_keeps_the_figures_and_the_versions_of_the_rules(noon):
    entered(a_website())
    frozen.freeze(date(2026, 10, 17), note="常务会用数", actor=SUPERVISOR)
    (kept,) = all_of(FrozenMonth)
    assert (kept.month, kept.actor, kept.frozen_at, kept.note) == (OCTOBER, "丙", NOON, "常务会用数")
    assert kept.figures["registry"]["channels_total"] == 1
    assert kept.figures["balance"]["website"]["end"] == 1
    assert kept.rule_versions == {"indicators": rule_set().version, "lifecycle": "lifecycle-2026.1"}


@pytest.mark.parametrize("month", [date(2026, 11, 1), date(2026, 12, 1)])
def test_a_month_that_has_not_ended_is_not_frozen(noon, month):
    with pytest.raises(DomainError) as why:
        frozen.freeze(month, actor=SUPERVISOR)
    assert why.value.key == "case.refusal.month_not_ended"


def test_a_month_is_frozen_once(noon):
    frozen.freeze(OCTOBER, actor=SUPERVISOR)
    with pytest.raises(DomainError) as why:
        frozen.freeze(OCTOBER, actor=Actor("丁", Role.SUPERVISOR))
    assert "丙" in str(why.value)
    assert len(all_of(FrozenMonth)) == 1


def test_staff_do_not_freeze(noon):
    with pytest.raises(DomainError):
        frozen.freeze(OCTOBER, actor=STAFF)


def test_what_happens_later_is_no_correction(noon):
    channel = entered(a_website())
    frozen.freeze(OCTOBER, actor=SUPERVISOR)
    walk(a_case(channel=channel), "switched_off")
    assert frozen.corrections(OCTOBER) == ()


def test_a_change_dated_back_is_listed_with_the_write_behind_it(noon):
    channel = entered(a_website(url="http://x.example/"))
    with clock.frozen(NOON - timedelta(days=120)):
        walk(a_case(channel=channel), "switched_off")
    frozen.freeze(OCTOBER, actor=SUPERVISOR)
    assert frozen.corrections(OCTOBER) == ()
    with clock.frozen(NOON + timedelta(minutes=5)):
        moves.restore(channel, reason="批准恢复", day=date(2026, 10, 20), actor=SUPERVISOR)
        found = {one.path: (one.frozen, one.now) for one in frozen.corrections(OCTOBER)}
        assert found["registry.websites.total"] == (0, 1)
        assert found["balance.website.reopened"] == (None, 1)
        behind = frozen.writes_behind(OCTOBER, "registry").rows
    assert [(one.noun, one.action, one.reason) for one in behind[:1]] == [("channel", "restore", "批准恢复")]
    assert all(one.at > NOON for one in behind)


def test_of_the_demonstration_every_ended_month_can_be_frozen_and_nothing_is_corrected(demo_database):
    assert frozen.ended_months(2) == [OCTOBER, date(2026, 9, 1)]
    frozen.freeze(OCTOBER, actor=SUPERVISOR)
    with clock.frozen(DEMO_NOON + timedelta(days=40)):
        assert frozen.corrections(OCTOBER) == ()
    assert [line.frozen_at is not None for line in frozen.months(2)] == [True, False]
    assert all_of(AuditEntry)[-1].action == "freeze"
