"""Rounds of assessment, one a month: counted, published to the units, closed, opened again or thrown away.

Closing writes the scores that the yearly report speaks of; until then they are nobody's figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.assessment.measures import MEASURES, by_unit, counted, month_of, scored_above
from core.assessment.scheme import in_force, scheme
from core.assessment.scoring import Measured, final, places, score
from core.common import clock
from core.common.errors import AssessmentRefused
from core.common.notes import reason_of
from core.issues.deadlines import working_days_after
from core.records.values import not_frozen
from db.engine import changed, reading, writing
from db.models import (
    AppealState,
    AssessmentAppeal,
    AssessmentRound,
    RoundState,
    UnitAssessment,
    UnitScore,
)

NOUN = "assessment"
RULES = "weights-{version}"


def measured(session: Session, month: date) -> dict[int, dict[str, tuple[float, float]]]:
    """Unit → measure → part and whole, for every unit that is scored; what had nothing is left out."""
    span, above = month_of(month), scored_above(session)
    found: dict[int, dict[str, tuple[float, float]]] = {unit: {} for unit in sorted(set(above.values()))}
    for key in MEASURES:
        for unit_id, sums in by_unit(counted(session, key, span), above).items():
            found[unit_id][key] = sums
    return found


def count(month: date, *, actor: Actor) -> int:
    """Count a month by the weights in force, or again while it is a draft; adjustments stay. Returns how
    many units have a score. Inspectors and above.

    Raises `AssessmentRefused` for a month to come, one that was published, and where no unit is scored."""
    require(actor, Role.INSPECTOR)
    if month.day != 1 or month > clock.today():
        raise AssessmentRefused("month", month=f"{month:%Y-%m}")
    with reading() as session:
        found = measured(session, month)
    if not found:
        raise AssessmentRefused("nobody")
    try:
        with writing() as session:
            return _store(session, month, found, actor)
    except IntegrityError as twice:
        raise AssessmentRefused("changed") from twice


def publish(month: date, version: int, *, actor: Actor) -> date:
    """Show a draft to the units, who may appeal until the day returned. Supervisors. Raises
    `AssessmentRefused` for a month under way and for what is no draft any more."""
    require(actor, Role.SUPERVISOR)
    if month_of(month).last >= clock.today():
        raise AssessmentRefused("under_way", month=f"{month:%Y-%m}")
    until = working_days_after(clock.today(), scheme().appeal_working_days)
    values = {"state": RoundState.PUBLISHED, "published_at": clock.now(), "appeals_until": until}
    with writing() as session:
        _move(session, month, version, RoundState.DRAFT, values, "publish", actor)
    return until


def close(month: date, version: int, *, actor: Actor) -> int:
    """Make the scores of a published month final and return how many there are. Supervisors.

    Raises `AssessmentRefused` while appeals wait or may still come, and where scores of the month were
    entered by hand; `DomainError` when the month's figures are frozen."""
    require(actor, Role.SUPERVISOR)
    try:
        with writing() as session:
            not_frozen(session, month)
            row = _round(session, month)
            if row.appeals_until and clock.today() <= row.appeals_until:
                raise AssessmentRefused("appeals_open", day=row.appeals_until)
            if waiting := session.execute(_appeals(month)).scalar_one():
                raise AssessmentRefused("appeals_wait", count=waiting)
            rules = RULES.format(version=row.weights_version)
            values = {"state": RoundState.CLOSED, "closed_at": clock.now(), "closed_by": actor.name}
            _move(session, month, version, RoundState.PUBLISHED, values, "close", actor)
            scores = {one.unit_id: final(one.computed, one.adjustment) for one in _lines(session, month)}
            known = {unit_id: one for unit_id, one in scores.items() if one is not None}
            session.add_all(
                UnitScore(month=month, unit_id=unit_id, score=one, rule_version=rules)
                for unit_id, one in known.items()
            )
            return len(known)
    except IntegrityError as twice:
        raise AssessmentRefused("by_hand", month=f"{month:%Y-%m}") from twice


def reopen(month: date, version: int, reason: str, *, actor: Actor) -> None:
    """Take a closed month back to published, or a published one to a draft that units do not see.
    Supervisors, with a reason. Raises `AssessmentRefused` for a draft, `DomainError` for a frozen month."""
    require(actor, Role.SUPERVISOR)
    why = reason_of(reason)
    with writing() as session:
        row = _round(session, month)
        if row.state is RoundState.CLOSED:
            not_frozen(session, month)
            units = select(col(UnitAssessment.unit_id)).where(col(UnitAssessment.month) == month)
            rules = RULES.format(version=row.weights_version)
            mine = col(UnitScore.month) == month, col(UnitScore.rule_version) == rules
            session.execute(delete(UnitScore).where(*mine, col(UnitScore.unit_id).in_(units)))
            values: dict[str, Any] = {"state": RoundState.PUBLISHED, "closed_at": None, "closed_by": ""}
            _move(session, month, version, RoundState.CLOSED, values, "reopen", actor, why)
            return
        if waiting := session.execute(_appeals(month)).scalar_one():
            raise AssessmentRefused("appeals_wait", count=waiting)
        values = {"state": RoundState.DRAFT, "published_at": None, "appeals_until": None}
        _move(session, month, version, RoundState.PUBLISHED, values, "reopen", actor, why)


def discard(month: date, version: int, *, actor: Actor) -> None:
    """Throw a draft away; counting the month again makes a new one. Inspectors and above."""
    require(actor, Role.INSPECTOR)
    with writing() as session:
        _move(session, month, version, RoundState.DRAFT, {}, "discard", actor)
        ids = select(col(UnitAssessment.id)).where(col(UnitAssessment.month) == month)
        if session.execute(
            select(AssessmentAppeal).where(col(AssessmentAppeal.assessment_id).in_(ids))
        ).first():
            raise AssessmentRefused("has_appeals")
        session.execute(delete(UnitAssessment).where(col(UnitAssessment.month) == month))
        session.execute(delete(AssessmentRound).where(col(AssessmentRound.month) == month))


def rank(session: Session, month: date) -> None:
    """Write every unit's place after a score has changed."""
    session.flush()
    lines = _lines(session, month)
    found = places({one.id: final(one.computed, one.adjustment) for one in lines})
    placed = sum(place > 0 for place in found.values())
    for one in lines:
        one.place, one.placed = found[one.id], placed


def _store(session: Session, month: date, found: Mapping[int, Measured], actor: Actor) -> int:
    row, used = session.get(AssessmentRound, month), in_force(session)
    if row is None:
        row = AssessmentRound(month=month, counted_at=clock.now(), counted_by=actor.name)
        session.add(row)
        session.flush()
    elif row.state is not RoundState.DRAFT:
        raise AssessmentRefused("published", month=f"{month:%Y-%m}")
    else:
        row.version += 1
    row.weights_version, row.counted_at, row.counted_by = used.version, clock.now(), actor.name
    known = {one.unit_id: one for one in _lines(session, month)}
    for unit_id in known.keys() - found.keys():
        session.delete(known[unit_id])
    for unit_id, measures in found.items():
        one = known.get(unit_id) or UnitAssessment(month=month, unit_id=unit_id)
        one.measures = {key: list(sums) for key, sums in measures.items()}
        one.computed = score(measures, used.weights)
        session.add(one)
    rank(session, month)
    scored = sum(score(measures, used.weights) is not None for measures in found.values())
    changes = {"month": (None, month), "units": (None, scored), "weights": (None, used.version)}
    record(session, actor=actor, action="count", noun=NOUN, noun_id=_number(month), changes=changes)
    return scored


def _round(session: Session, month: date) -> AssessmentRound:
    row = session.get(AssessmentRound, month)
    if row is None:
        raise AssessmentRefused("changed")
    return row


def _lines(session: Session, month: date) -> list[UnitAssessment]:
    query = select(UnitAssessment).where(col(UnitAssessment.month) == month)
    return list(session.execute(query.order_by(col(UnitAssessment.id))).scalars())


def _appeals(month: date) -> Any:
    return (
        select(func.count())
        .select_from(AssessmentAppeal)
        .join(UnitAssessment, col(UnitAssessment.id) == col(AssessmentAppeal.assessment_id))
        .where(col(UnitAssessment.month) == month, col(AssessmentAppeal.state) == AppealState.ASKED)
    )


def _move(
    session: Session,
    month: date,
    version: int,
    state: RoundState,
    values: Mapping[str, Any],
    action: str,
    actor: Actor,
    reason: str = "",
) -> None:
    same = update(AssessmentRound).where(
        col(AssessmentRound.month) == month,
        col(AssessmentRound.version) == version,
        col(AssessmentRound.state) == state,
    )
    if not changed(session, same.values(version=version + 1, **values)):
        raise AssessmentRefused("changed")
    changes = {"month": (None, month), "state": (state, values.get("state"))}
    record(
        session, actor=actor, action=action, noun=NOUN, noun_id=_number(month), changes=changes, reason=reason
    )


def _number(month: date) -> int:
    """A month as the trail numbers it: 201912."""
    return month.year * 100 + month.month
