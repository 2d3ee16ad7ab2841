"""Files as units hand them in, and cases walked through their steps."""

from datetime import timedelta

from core.access import Actor, Role
from core.common import clock
from core.lifecycle import steps
from core.lifecycle.opening import Wanted, open_case
from core.lifecycle.steps import File, next_step
from core.lifecycle.writes import steps_of
from db.engine import reading, writing
from db.models import CaseKind, Channel, ChannelEvent, EventKind, StepOwner
from tests.rows import a_website, all_of

STAFF, SUPERVISOR = Actor("乙", Role.STAFF), Actor("丙", Role.SUPERVISOR)
PDF = File("同意书.pdf", b"%PDF-1.7 consent")


def an_account(**fields):
    return a_website(**{"kind": "weibo", "url": "", "account": "slq", **fields})


def a_case(kind=CaseKind.CLOSE, *, channel=None, **wanted):
    channel = channel or a_website()
    return open_case(channel, Wanted(kind, "职能调整", **wanted), actor=SUPERVISOR)


def entered(channel, days=300):
    """Count a channel as running since so many days."""
    day = clock.today() - timedelta(days=days)
    with writing() as session:
        session.add(ChannelEvent(channel_id=channel, day=day, kind=EventKind.OPENED, delta=1))
    return channel


def registered(channel):
    return next(one.registered for one in all_of(Channel) if one.id == channel)


def waiting(case_id):
    with reading() as session:
        step = next_step(steps_of(session, case_id))
        session.expunge_all()
        return step


def walk(case_id, until):
    """Take required steps one after the other, waiting out the notice, until the step `until` is taken."""
    while (step := waiting(case_id)) is not None:
        with clock.frozen(max(clock.now(), clock.start_of(step.earliest_on or clock.today()))):
            if step.who is StepOwner.CHECKER:
                steps.waive(case_id, step.key, reason="人工查看", actor=SUPERVISOR)
            else:
                steps.take(case_id, step.key, files=[PDF], actor=SUPERVISOR)
        if step.key == until:
            return step
    return None
