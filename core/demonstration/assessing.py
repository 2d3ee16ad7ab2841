"""The last month that is over is counted, published and closed as an office does it; the one under way is
counted so far."""

from datetime import date, timedelta

from sqlmodel import Session

from core.assessment.rounds import close, count, publish
from core.common import clock
from core.demonstration.office import ACTOR
from db.demo.story import instant
from db.models import AssessmentRound

COUNTED_ON, PUBLISHED_ON = 2, 3


def assess(session: Session, until: date) -> int:
    """Carry both rounds as far as the day allows; returns how many units they score."""
    this = until.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    with clock.frozen(instant(min(this.replace(day=COUNTED_ON), until))):
        scored = count(last, actor=ACTOR)
    if until.day >= PUBLISHED_ON:
        with clock.frozen(instant(this.replace(day=PUBLISHED_ON))):
            appeals = publish(last, _version(session, last), actor=ACTOR)
        if (after := appeals + timedelta(days=1)) <= until:
            with clock.frozen(instant(after)):
                close(last, _version(session, last), actor=ACTOR)
    with clock.frozen(instant(until)):
        return scored + count(this, actor=ACTOR)


def _version(session: Session, month: date) -> int:
    row = session.get(AssessmentRound, month)
    assert row is not None
    session.refresh(row)
    return row.version
