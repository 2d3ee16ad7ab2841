"""Signs that a fix is none: the fault came back soon, an old article wears a new date, sent back again.

A sign accuses nobody: it tells a supervisor where to look twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.common.text import t
from core.rules.rectification import rectification_rules
from db.engine import reading
from db.models import CurrentState, Finding, Issue, IssueState

NAMING = ("home_freshness", "account_freshness")


class Kind(StrEnum):
    """`CAME_BACK`: this issue is a fault that was verified as mended shortly before; `DID_NOT_LAST`: this
    issue was verified and its fault returned shortly after."""

    CAME_BACK = "came-back"
    DID_NOT_LAST = "did-not-last"
    OLD_ARTICLE = "old-article"
    SENT_BACK = "sent-back"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign; `other` is the issue it speaks of besides, `values` fill its sentence."""

    kind: Kind
    values: Mapping[str, object]
    other: int | None = None

    def __str__(self) -> str:
        return t(f"work.sign.{self.kind.value}", **self.values)


@dataclass(frozen=True, slots=True)
class _Half:
    """What a sign tells of one issue of a pair."""

    id: int
    number: str
    opened_on: date
    verified_on: date | None


def signs_of(ids: Sequence[int]) -> dict[int, tuple[Sign, ...]]:
    """The signs of each of the given issues; those without any are left out."""
    with reading() as session:
        return _signs(session, col(Issue.id).in_(ids))


def suspicious(since: date) -> tuple[int, ...]:
    """The issues reported or verified since a day that show a sign, the newest first."""
    asked = (col(Issue.verified_on) >= since) | col(Issue.state).in_(
        (IssueState.REPORTED, IssueState.VERIFYING)
    )
    with reading() as session:
        return tuple(sorted(_signs(session, asked), reverse=True))


def _signs(session: Session, wanted: ColumnElement[bool]) -> dict[int, tuple[Sign, ...]]:
    found: dict[int, list[Sign]] = {}
    for read in (_returns, _old_articles, _sent_back):
        for issue_id, sign in read(session, wanted):
            found.setdefault(issue_id, []).append(sign)
    return {issue_id: tuple(signs) for issue_id, signs in found.items()}


def _returns(session: Session, wanted: ColumnElement[bool]) -> Iterable[tuple[int, Sign]]:
    """What came back too soon: on both issues of a pair, as far as they are wanted."""
    other = aliased(Issue)
    for first, second in _pairs(session, other, Issue, wanted):
        facts = {"number": first.number, "day": first.verified_on, "days": _days(first, second)}
        yield second.id, Sign(Kind.CAME_BACK, facts, first.id)
    known = set()
    for first, second in _pairs(session, Issue, other, wanted):
        if first.id not in known:
            known.add(first.id)
            facts = {"number": second.number, "day": second.opened_on, "days": _days(first, second)}
            yield first.id, Sign(Kind.DID_NOT_LAST, facts, second.id)


def _pairs(
    session: Session, before: Any, after: Any, wanted: ColumnElement[bool]
) -> Iterable[tuple[_Half, _Half]]:
    """A verified issue and a later one of the same channel and check that was opened too soon after it;
    `wanted` is a condition on the one of the two that is no alias."""
    most = timedelta(days=rectification_rules().signs.returned_within_days)
    sides = [(one.id, one.number, one.opened_on, one.verified_on) for one in (before, after)]
    rows = session.execute(
        select(*map(col, sides[0]), *map(col, sides[1]))
        .join(
            after if after is not Issue else before,
            (col(after.channel_id) == col(before.channel_id))
            & (col(after.check) == col(before.check))
            & (col(after.id) > col(before.id)),
        )
        .select_from(Issue)
        .where(
            wanted,
            col(before.verified_on).is_not(None),
            col(before.check).is_not(None),
            col(after.opened_on) >= col(before.verified_on),
        )
        .order_by(col(after.id))
    )
    for row in rows:
        first, second = _Half(*row[:4]), _Half(*row[4:])
        if timedelta(days=_days(first, second)) <= most:
            yield first, second


def _days(first: _Half, second: _Half) -> int:
    assert first.verified_on is not None
    return (second.opened_on - first.verified_on).days


def _old_articles(session: Session, wanted: ColumnElement[bool]) -> Iterable[tuple[int, Sign]]:
    now = col(CurrentState.evidence)
    rows = session.execute(
        select(col(Issue.id), col(Finding.evidence), now)
        .join(Finding, col(Finding.id) == col(Issue.finding_id))
        .join(
            CurrentState,
            (col(CurrentState.channel_id) == col(Issue.channel_id))
            & (col(CurrentState.check) == col(Issue.check)),
        )
        # Only these checks name the article that they took a date from.
        .where(wanted, col(Issue.check).in_(NAMING))
    ).all()
    for issue_id, then, seen in rows:
        sign = _redated(then or {}, seen or {})
        if sign:
            yield issue_id, sign


def _redated(then: Mapping[str, Any], now: Mapping[str, Any]) -> Sign | None:
    """The newest item stands where it stood, and only its date is another."""
    address = now.get("item_address")
    old, new = then.get("newest"), now.get("newest")
    if not address or address != then.get("item_address") or not old or not new or new <= old:
        return None
    return Sign(Kind.OLD_ARTICLE, {"item": now.get("item") or address, "old": old, "new": new})


def _sent_back(session: Session, wanted: ColumnElement[bool]) -> Iterable[tuple[int, Sign]]:
    least = rectification_rules().signs.returned_times
    rows = session.execute(
        select(col(Issue.id), col(Issue.times_returned)).where(wanted, col(Issue.times_returned) >= least)
    ).all()
    for issue_id, times in rows:
        yield issue_id, Sign(Kind.SENT_BACK, {"times": times})
