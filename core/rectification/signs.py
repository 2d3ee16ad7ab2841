"""Signs that a fix is none: the fault came back soon, an old article wears a new date, sent back again.

A sign accuses nobody: it tells a supervisor where to look twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.rectification.rules import rectification_rules
from core.text import t
from db.engine import reading
from db.models import CurrentState, Finding, Issue, IssueState


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


def signs_of(ids: Sequence[int]) -> dict[int, tuple[Sign, ...]]:
    """The signs of each of the given issues; those without any are left out."""
    found: dict[int, list[Sign]] = {}
    with reading() as session:
        for issue_id, sign in [
            *_returns(session, ids),
            *_old_articles(session, ids),
            *_sent_back(session, ids),
        ]:
            found.setdefault(issue_id, []).append(sign)
    return {issue_id: tuple(signs) for issue_id, signs in found.items()}


def suspicious(since: date) -> tuple[int, ...]:
    """The issues reported or verified since a day that show a sign, the newest first."""
    with reading() as session:
        ids = list(
            session.execute(
                select(col(Issue.id))
                .where(
                    (col(Issue.verified_on) >= since)
                    | col(Issue.state).in_((IssueState.REPORTED, IssueState.VERIFYING))
                )
                .order_by(col(Issue.id).desc())
            ).scalars()
        )
    signs = signs_of([issue_id for issue_id in ids if issue_id is not None])
    return tuple(issue_id for issue_id in ids if issue_id in signs)


def _returns(session: Session, ids: Sequence[int]) -> Iterable[tuple[int, Sign]]:
    """Pairs of an issue and the next one of the same channel and check that came too soon."""
    before, after = aliased(Issue), aliased(Issue)
    most = timedelta(days=rectification_rules().signs.returned_within_days)
    rows = session.execute(
        select(
            col(before.id),
            col(before.number),
            col(before.verified_on),
            col(after.id),
            col(after.number),
            col(after.opened_on),
        )
        .join(
            after,
            (col(after.channel_id) == col(before.channel_id))
            & (col(after.check) == col(before.check))
            & (col(after.id) > col(before.id)),
        )
        .where(
            col(before.verified_on).is_not(None),
            col(before.check).is_not(None),
            col(after.opened_on) >= col(before.verified_on),
            col(before.id).in_(ids) | col(after.id).in_(ids),
        )
        .order_by(col(after.id))
    ).all()
    wanted, told = set(ids), set()
    for first, number, verified_on, second, later, opened_on in rows:
        if opened_on - verified_on > most:
            continue
        days = (opened_on - verified_on).days
        if second in wanted:
            yield second, Sign(Kind.CAME_BACK, {"number": number, "day": verified_on, "days": days}, first)
        if first in wanted and first not in told:
            told.add(first)
            yield first, Sign(Kind.DID_NOT_LAST, {"number": later, "day": opened_on, "days": days}, second)


def _old_articles(session: Session, ids: Sequence[int]) -> Iterable[tuple[int, Sign]]:
    rows = session.execute(
        select(col(Issue.id), col(Finding.evidence), col(CurrentState.evidence))
        .join(Finding, col(Finding.id) == col(Issue.finding_id))
        .join(
            CurrentState,
            (col(CurrentState.channel_id) == col(Issue.channel_id))
            & (col(CurrentState.check) == col(Issue.check)),
        )
        .where(col(Issue.id).in_(ids))
    ).all()
    for issue_id, then, now in rows:
        sign = _redated(then or {}, now or {})
        if sign:
            yield issue_id, sign


def _redated(then: Mapping[str, Any], now: Mapping[str, Any]) -> Sign | None:
    """The newest item stands where it stood, and only its date is another."""
    address = now.get("item_address")
    old, new = then.get("newest"), now.get("newest")
    if not address or address != then.get("item_address") or not old or not new or new <= old:
        return None
    return Sign(Kind.OLD_ARTICLE, {"item": now.get("item") or address, "old": old, "new": new})


def _sent_back(session: Session, ids: Sequence[int]) -> Iterable[tuple[int, Sign]]:
    least = rectification_rules().signs.returned_times
    rows = session.execute(
        select(col(Issue.id), col(Issue.times_returned)).where(
            col(Issue.id).in_(ids), func.coalesce(Issue.times_returned, 0) >= least
        )
    ).all()
    for issue_id, times in rows:
        yield issue_id, Sign(Kind.SENT_BACK, {"times": times})
