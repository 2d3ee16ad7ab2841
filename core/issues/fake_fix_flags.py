"""Signs that a fix is none: the fault came back soon, an old article wears a new date, sent back again.

A sign accuses nobody: it tells a supervisor where to look twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.common.text import t
from core.rules.rectification import rectification_rules
from db.engine import reading
from db.models import CurrentState, Finding, Issue, IssueState

# The condition that an issue is asked for, of whatever alias.
Wanted = Callable[[Any], ColumnElement[bool]]
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
    wanted: bool | None


def signs_of(ids: Sequence[int]) -> dict[int, tuple[Sign, ...]]:
    """The signs of each of the given issues; those without any are left out."""
    theirs = select(col(Issue.channel_id)).where(col(Issue.id).in_(ids))
    with reading() as session:
        return _signs(session, lambda one: col(one.id).in_(ids), theirs)


def suspicious(since: date) -> tuple[int, ...]:
    """The issues reported or verified since a day that show a sign, the newest first."""

    def asked(one: Any) -> ColumnElement[bool]:
        waits = col(one.state).in_((IssueState.REPORTED, IssueState.VERIFYING))
        return (col(one.verified_on) >= since) | waits

    with reading() as session:
        return tuple(sorted(_signs(session, asked), reverse=True))


def _signs(
    session: Session, wanted: Wanted, channels: Select[Any] | None = None
) -> dict[int, tuple[Sign, ...]]:
    """`channels`: those of the wanted issues, where these are few."""
    found: dict[int, list[Sign]] = {}
    for signs in (
        _returns(session, wanted, channels),
        _old_articles(session, wanted(Issue)),
        _sent_back(session, wanted(Issue)),
    ):
        for issue_id, sign in signs:
            found.setdefault(issue_id, []).append(sign)
    return {issue_id: tuple(signs) for issue_id, signs in found.items()}


def _returns(session: Session, wanted: Wanted, channels: Select[Any] | None) -> Iterator[tuple[int, Sign]]:
    """What came back too soon: on both issues of a pair, as far as they are wanted."""
    pairs = list(_pairs(session, wanted, channels))
    for first, second in pairs:
        if second.wanted:
            facts = {"number": first.number, "day": first.verified_on, "days": _days(first, second)}
            yield second.id, Sign(Kind.CAME_BACK, facts, first.id)
    known = set()
    for first, second in pairs:
        if first.wanted and first.id not in known:
            known.add(first.id)
            facts = {"number": second.number, "day": second.opened_on, "days": _days(first, second)}
            yield first.id, Sign(Kind.DID_NOT_LAST, facts, second.id)


def _pairs(session: Session, wanted: Wanted, channels: Select[Any] | None) -> Iterator[tuple[_Half, _Half]]:
    """A verified issue and a later one of the same channel and check that was opened too soon after it, of
    which one at least is wanted."""
    most = timedelta(days=rectification_rules().signs.returned_within_days)
    one, two, before, after = (aliased(Issue) for _ in range(4))
    ids: list[Any] = [col(one.id).label("before"), col(two.id).label("after")]
    # Nothing is joined: see findings/sqlalchemy-criteria-of-a-joined-alias.sh.
    near: Select[Any] = select(*ids).where(
        col(two.channel_id) == col(one.channel_id),
        col(two.check) == col(one.check),
        col(two.id) > col(one.id),
        col(two.opened_on) >= col(one.verified_on),
    )
    if channels is not None:
        near = near.where(col(one.channel_id).in_(channels))
    # Found by the index alone, and only then looked up: pairs are few among all issues.
    both = near.cte("both").prefix_with("MATERIALIZED")
    sides = [(each.id, each.number, each.opened_on, each.verified_on) for each in (before, after)]
    rows = session.execute(
        select(*map(col, sides[0]), wanted(before), *map(col, sides[1]), wanted(after))
        .select_from(both, before, after)
        .where(col(before.id) == both.c.before, col(after.id) == both.c.after)
        .where(wanted(before) | wanted(after))
        .order_by(col(after.id))
    )
    for row in rows:
        first, second = _Half(*row[:5]), _Half(*row[5:])
        if timedelta(days=_days(first, second)) <= most:
            yield first, second


def _days(first: _Half, second: _Half) -> int:
    assert first.verified_on is not None
    return (second.opened_on - first.verified_on).days


def _old_articles(session: Session, wanted: ColumnElement[bool]) -> Iterable[tuple[int, Sign]]:
    # Only these checks name the article that they took a date from. The issues first: there are fewer of
    # them than of channels that are looked at.
    ours = (
        select(col(Issue.id), col(Issue.finding_id), col(Issue.channel_id), col(Issue.check))
        .where(wanted, col(Issue.check).in_(NAMING))
        .cte("ours")
        .prefix_with("MATERIALIZED")
    )
    rows = session.execute(
        select(ours.c.id, col(Finding.evidence), col(CurrentState.evidence))
        .join(Finding, col(Finding.id) == ours.c.finding_id)
        .join(
            CurrentState,
            (col(CurrentState.channel_id) == ours.c.channel_id) & (col(CurrentState.check) == ours.c.check),
        )
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
