"""What persons do to a score: a supervisor adjusts it with a reason, a unit appeals, a supervisor decides."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_reach, record, require
from core.assessment import rounds
from core.assessment.scheme import scheme
from core.common import clock
from core.common.errors import AssessmentRefused
from core.common.notes import reason_of
from core.rules.evidence_files import File, keep
from db.engine import changed, writing
from db.models import AppealState, AssessmentAppeal, AssessmentRound, RoundState, UnitAssessment

SCORE, APPEAL = "unit-assessment", "assessment-appeal"


def adjust(assessment_id: int, version: int, points: float, reason: str, *, actor: Actor) -> None:
    """Add `points` to what was computed, or take them, in the place of what was added before. Supervisors.

    Raises `AssessmentRefused` for a closed month, a unit without a score, too many points, and when
    somebody was first."""
    require(actor, Role.SUPERVISOR)
    why = reason_of(reason)
    with writing() as session:
        row = _open(session, assessment_id)
        _adjust(session, row, version, points, why, actor)


def appeal(assessment_id: int, words: str, files: Sequence[File] = (), *, actor: Actor) -> int:
    """Object to a published score while its days for appeals last, with one file of proof at most; returns
    the appeal's id. Staff, for units of their branch.

    Raises `AssessmentRefused` for a score that is not open to appeals, and while another appeal waits;
    `DomainError` for another unit's score and a file that is no proof."""
    require(actor, Role.STAFF)
    why = reason_of(words)
    if len(files) > 1:
        raise AssessmentRefused("one_file")
    kept = keep(files)
    try:
        with writing() as session:
            row = _of_theirs(session, assessment_id, actor)
            round_ = session.get_one(AssessmentRound, row.month)
            until = round_.appeals_until
            if round_.state is not RoundState.PUBLISHED or until is None or clock.today() > until:
                raise AssessmentRefused("no_appeals")
            made = AssessmentAppeal(
                assessment_id=row.id, unit_id=row.unit_id, words=why, asked_by=actor.name,
                asked_at=clock.now(), digest=kept[0].digest if kept else "",
                file_name=kept[0].name if kept else "",
            )  # fmt: skip
            session.add(made)
            session.flush()
            changes = {"unit": (None, row.unit_id), "month": (None, row.month)}
            record(
                session, actor=actor, action="appeal", noun=APPEAL, noun_id=made.id, changes=changes,
                reason=why,
            )  # fmt: skip
            return made.id
    except IntegrityError as twice:
        raise AssessmentRefused("appeal_waits") from twice


def withdraw(appeal_id: int, *, actor: Actor) -> None:
    """Take an appeal back that is not decided. Staff, for units of their branch."""
    require(actor, Role.STAFF)
    with writing() as session:
        row = _appeal(session, appeal_id)
        _of_theirs(session, row.assessment_id, actor)
        _decide(session, row.id, {"state": AppealState.WITHDRAWN}, "withdraw", actor, "")


def grant(appeal_id: int, points: float, decision: str, *, actor: Actor) -> None:
    """Follow an appeal: `points` more for the unit. Supervisors, with words that the unit reads.

    Raises `AssessmentRefused` for no points, too many, and when somebody was first."""
    require(actor, Role.SUPERVISOR)
    words = reason_of(decision)
    if not (isfinite(points) and points > 0):
        raise AssessmentRefused("points", most=scheme().most_adjustment)
    with writing() as session:
        row = _appeal(session, appeal_id)
        score = _open(session, row.assessment_id)
        _adjust(session, score, score.version, score.adjustment + points, words, actor)
        _decide(session, row.id, {"state": AppealState.GRANTED, "points": points}, "grant", actor, words)


def refuse(appeal_id: int, decision: str, *, actor: Actor) -> None:
    """Turn an appeal down, with words that the unit reads. Supervisors."""
    require(actor, Role.SUPERVISOR)
    words = reason_of(decision)
    with writing() as session:
        row = _appeal(session, appeal_id)
        _decide(session, row.id, {"state": AppealState.REFUSED}, "refuse", actor, words)


def _open(session: Session, assessment_id: int) -> UnitAssessment:
    row = session.get(UnitAssessment, assessment_id)
    if row is None:
        raise AssessmentRefused("changed")
    if session.get_one(AssessmentRound, row.month).state is RoundState.CLOSED:
        raise AssessmentRefused("closed", month=f"{row.month:%Y-%m}")
    return row


def _of_theirs(session: Session, assessment_id: int, actor: Actor) -> UnitAssessment:
    row = session.get(UnitAssessment, assessment_id)
    if row is None:
        raise AssessmentRefused("changed")
    insist_on_reach(session, row.unit_id, actor)
    return row


def _adjust(
    session: Session, row: UnitAssessment, version: int, points: float, why: str, actor: Actor
) -> None:
    if row.computed is None:
        raise AssessmentRefused("no_score")
    if not isfinite(points) or abs(points) > scheme().most_adjustment:
        raise AssessmentRefused("points", most=scheme().most_adjustment)
    month, old = row.month, row.adjustment
    same = update(UnitAssessment).where(
        col(UnitAssessment.id) == row.id, col(UnitAssessment.version) == version
    )
    values = {"adjustment": points, "reason": why, "adjusted_by": actor.name, "version": version + 1}
    if not changed(session, same.values(**values)):
        raise AssessmentRefused("changed")
    changes = {"adjustment": (old, points), "month": (None, month)}
    record(session, actor=actor, action="adjust", noun=SCORE, noun_id=row.id, changes=changes, reason=why)
    rounds.rank(session, month)


def _appeal(session: Session, appeal_id: int) -> AssessmentAppeal:
    row = session.get(AssessmentAppeal, appeal_id)
    if row is None:
        raise AssessmentRefused("changed")
    return row


def _decide(
    session: Session, appeal_id: int, values: dict[str, Any], action: str, actor: Actor, words: str
) -> None:
    same = update(AssessmentAppeal).where(
        col(AssessmentAppeal.id) == appeal_id, col(AssessmentAppeal.state) == AppealState.ASKED
    )
    said = {"decision": words, "decided_by": actor.name, "decided_at": clock.now()}
    if not changed(session, same.values(**values, **said)):
        raise AssessmentRefused("decided")
    changes = {"state": (AppealState.ASKED, values["state"])}
    record(session, actor=actor, action=action, noun=APPEAL, noun_id=appeal_id, changes=changes, reason=words)
