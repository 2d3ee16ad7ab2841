"""Verdicts from what the database knows now: one channel's, or all running channels'."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from core import clock
from core.monitoring.outcome import Outcome
from core.registry.kinds import kinds
from core.reporting.statistics.base import is_running
from core.rules import store
from core.rules.mapping import Fault, Known, State, Word, entered, results, spoken, subjects
from core.rules.results import Verdict
from core.rules.verdict import judged
from db.engine import reading
from db.models import (
    UNSETTLED,
    Channel,
    CurrentState,
    Finding,
    FindingState,
    Issue,
    Judgement,
    Severity,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Assessed:
    """One running channel and its verdict."""

    channel_id: int
    name: str
    kind: str
    unit: str
    verdict: Verdict


def verdict_of(channel_id: int) -> Verdict | None:
    """The verdict on one channel by the rule set in force for it today; None when there is no such
    channel, or its kind is unknown."""
    with reading() as session:
        found = _assessed(session, col(Channel.id) == channel_id)
    return found[0].verdict if found else None


def verdicts() -> list[Assessed]:
    """The verdicts on all channels running today, in the order of their ids."""
    with reading() as session:
        return _assessed(session, is_running(clock.today()))


def _assessed(session: Session, which: ColumnElement[bool]) -> list[Assessed]:
    rows = session.execute(
        select(Channel, col(Unit.name))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(which)
        .order_by(col(Channel.id))
    ).all()
    ids = [channel.id or 0 for channel, _ in rows]
    known = _known(session, ids)
    return [
        Assessed(channel.id or 0, channel.name, channel.kind, unit, _verdict(channel, known[channel.id or 0]))
        for channel, unit in rows
        if channel.kind in kinds()
    ]


def _verdict(channel: Channel, known: Known) -> Verdict:
    rules = store.rule_set(kind=channel.kind, level=channel.level)
    mine = subjects(channel.kind, channel.category)
    medium = kinds()[channel.kind].medium
    return judged(results(known, rules), rules, mine, medium=medium, entered=entered(known))


def _known(session: Session, ids: Sequence[int]) -> dict[int, Known]:
    known = {channel_id: Known() for channel_id in ids}
    only = ids[0] if len(ids) == 1 else None
    _read_states(session, known, only)
    _read_faults(session, known, only)
    _read_words(session, known, only)
    _read_entered(session, known, only)
    return known


def _read_states(session: Session, known: dict[int, Known], only: int | None) -> None:
    checks = {line.check for line in spoken()}
    query = select(CurrentState).where(col(CurrentState.check).in_(checks))
    if only is not None:
        query = query.where(col(CurrentState.channel_id) == only)
    for row in session.execute(query).scalars():
        if row.channel_id in known:
            known[row.channel_id].states[row.check] = State(
                Outcome(row.outcome), row.failure or "", row.at, row.evidence
            )


def _read_faults(session: Session, known: dict[int, Known], only: int | None) -> None:
    query = select(Finding).where(col(Finding.state) != FindingState.RESOLVED)
    if only is not None:
        query = query.where(col(Finding.channel_id) == only)
    for row in session.execute(query.order_by(col(Finding.id))).scalars():
        if row.channel_id in known:
            known[row.channel_id].faults.setdefault(row.check, []).append(
                Fault(
                    row.id or 0,
                    row.key,
                    row.state is FindingState.DISMISSED,
                    row.last_seen_at,
                    row.rule_version,
                    row.evidence,
                )
            )


def _read_words(session: Session, known: dict[int, Known], only: int | None) -> None:
    today = clock.today()
    query = select(Judgement).where(col(Judgement.withdrawn_at).is_(None)).order_by(col(Judgement.id))
    if only is not None:
        query = query.where(col(Judgement.channel_id) == only)
    for row in session.execute(query).scalars():
        if row.channel_id not in known:
            continue
        words = known[row.channel_id].words
        words.pop(row.indicator, None)
        if row.valid_until is None or row.valid_until >= today:
            words[row.indicator] = Word(
                row.id or 0,
                row.judged_as,
                row.faults,
                row.judged_by,
                row.judged_at,
                row.reason,
                row.rule_version,
            )


def _read_entered(session: Session, known: dict[int, Known], only: int | None) -> None:
    query = select(col(Issue.channel_id), col(Issue.number), col(Issue.title), col(Issue.id)).where(
        col(Issue.finding_id).is_(None),
        col(Issue.severity) == Severity.VETO,
        col(Issue.state).in_(UNSETTLED),
    )
    if only is not None:
        query = query.where(col(Issue.channel_id) == only)
    for channel_id, number, title, issue_id in session.execute(query.order_by(col(Issue.id))):
        if channel_id in known:
            known[channel_id].entered.append((number, title, issue_id))
