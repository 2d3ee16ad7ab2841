"""Verdicts from what the database knows now, judged line by line: one channel's, or many channels'.

Figures and lists read what was judged last (`core.monitoring.verdict_cache`), which is the same verdict
without its lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, col

from core.common import clock
from core.common.outcome import Outcome
from core.registry.kinds import kinds
from core.registry.slices import is_running
from core.rules import store
from core.rules.mapping import Fault, Known, State, Word, entered, results, spoken
from core.rules.results import Verdict
from core.rules.ruleset import RuleSet
from core.rules.subjects import subjects
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

MOST_NAMED = 500
Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class Assessed:
    """One channel and its verdict, which stands no longer than `expires_on`: the last day of a person's
    word in it."""

    channel_id: int
    name: str
    kind: str
    unit: str
    verdict: Verdict
    expires_on: date | None = None


def verdict_of(channel_id: int) -> Verdict | None:
    """The verdict on one channel by the rule set in force for it today; None when there is no such
    channel, or its kind is unknown."""
    with reading() as session:
        found = _assessed(session, col(Channel.id) == channel_id)
    return found[0].verdict if found else None


def verdicts(only: Iterable[int] | None = None) -> list[Assessed]:
    """The verdicts on all channels running today, or on those of `only` among them, ordered by id."""
    running = is_running(clock.today())
    with reading() as session:
        if only is None:
            return _assessed(session, running)
        wanted, ids = set(only), session.execute(select(col(Channel.id)).where(running)).scalars()
        mine = sorted(one for one in ids if one in wanted)
        parts = (mine[start : start + MOST_NAMED] for start in range(0, len(mine), MOST_NAMED))
        return [found for part in parts for found in assessed(session, part)]


def assessed(session: Session, ids: Sequence[int]) -> list[Assessed]:
    """The verdicts on these channels, running or not, by what `session` sees."""
    return _assessed(session, col(Channel.id).in_(ids))


@dataclass(frozen=True, slots=True)
class Facts:
    """One channel, its unit, and all that is known of it."""

    channel: Channel
    unit: str
    known: Known


def facts(session: Session, which: ColumnElement[bool]) -> list[Facts]:
    """What is known of the channels `which` says, by id; none of a kind that is no longer known."""
    rows = session.execute(
        select(Channel, col(Unit.name))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(which)
        .order_by(col(Channel.id))
    ).all()
    known = _known(session, [channel.id for channel, _ in rows])
    return [Facts(channel, unit, known[channel.id]) for channel, unit in rows if channel.kind in kinds()]


def judged_by(one: Facts, rules: RuleSet) -> Verdict:
    """The verdict on a channel by `rules`."""
    channel = one.channel
    mine, medium = subjects(channel.kind, channel.category), kinds()[channel.kind].medium
    return judged(results(one.known, rules), rules, mine, medium=medium, entered=entered(one.known))


def _assessed(session: Session, which: ColumnElement[bool]) -> list[Assessed]:
    return [_one(each) for each in facts(session, which)]


def _one(each: Facts) -> Assessed:
    until = min((word.valid_until for word in each.known.words.values() if word.valid_until), default=None)
    channel = each.channel
    verdict = judged_by(each, store.rule_set(kind=channel.kind, level=channel.level))
    return Assessed(channel.id, channel.name, channel.kind, each.unit, verdict, until)


def _known(session: Session, ids: Sequence[int]) -> dict[int, Known]:
    known = {channel_id: Known() for channel_id in ids}
    _read_states(session, known)
    _read_faults(session, known)
    _read_words(session, known)
    _read_entered(session, known)
    return known


def _among(query: Query, column: Any, known: Mapping[int, Known]) -> Query:
    """Only the rows of these channels; of many channels all rows are read, and the others passed over."""
    return query.where(column.in_(list(known))) if len(known) <= MOST_NAMED else query


def _read_states(session: Session, known: dict[int, Known]) -> None:
    checks = {line.check for line in spoken()}
    query = select(
        col(CurrentState.channel_id), col(CurrentState.check), col(CurrentState.outcome),
        col(CurrentState.failure), col(CurrentState.at), col(CurrentState.evidence),
    ).where(col(CurrentState.check).in_(checks))  # fmt: skip
    for channel_id, check, outcome, failure, at, evidence in session.execute(
        _among(query, col(CurrentState.channel_id), known)
    ):
        if channel_id in known:
            known[channel_id].states[check] = State(Outcome(outcome), failure or "", at, evidence)


def _read_faults(session: Session, known: dict[int, Known]) -> None:
    query = (
        select(
            col(Finding.channel_id), col(Finding.check), col(Finding.id), col(Finding.key),
            col(Finding.state), col(Finding.last_seen_at), col(Finding.rule_version), col(Finding.evidence),
        )
        .where(col(Finding.state) != FindingState.RESOLVED)
        .order_by(col(Finding.id))
    )  # fmt: skip
    for channel_id, check, finding_id, key, state, at, version, evidence in session.execute(
        _among(query, col(Finding.channel_id), known)
    ):
        if channel_id in known:
            fault = Fault(finding_id, key, state is FindingState.DISMISSED, at, version, evidence)
            known[channel_id].faults.setdefault(check, []).append(fault)


def _read_words(session: Session, known: dict[int, Known]) -> None:
    today = clock.today()
    query = select(Judgement).where(col(Judgement.withdrawn_at).is_(None)).order_by(col(Judgement.id))
    for row in session.execute(_among(query, col(Judgement.channel_id), known)).scalars():
        if row.channel_id not in known:
            continue
        words = known[row.channel_id].words
        words.pop(row.indicator, None)
        if row.valid_until is None or row.valid_until >= today:
            words[row.indicator] = Word(
                row.id,
                row.judged_as,
                row.faults,
                row.judged_by,
                row.judged_at,
                row.reason,
                row.rule_version,
                row.valid_until,
            )


def _read_entered(session: Session, known: dict[int, Known]) -> None:
    query = (
        select(col(Issue.channel_id), col(Issue.number), col(Issue.title), col(Issue.id))
        .where(
            col(Issue.finding_id).is_(None),
            col(Issue.severity) == Severity.VETO,
            col(Issue.state).in_(UNSETTLED),
        )
        .order_by(col(Issue.id))
    )
    for channel_id, number, title, issue_id in session.execute(_among(query, col(Issue.channel_id), known)):
        if channel_id in known:
            known[channel_id].entered.append((number, title, issue_id))
