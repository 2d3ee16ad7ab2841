"""The round through the accounts that no machine can read: which, what was last seen of them, and by whom.

A round is a quarter: what was seen in it counts as looked at."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Actor, reaches
from core.common import clock
from core.monitoring.kinds_of_checks import ACCOUNTS
from core.registry.kinds import WATCHED, keys_of
from db.engine import reading
from db.models import AccountProof, Channel, CurrentState, Unit

MACHINE = ("feed", "page")


@dataclass(frozen=True, slots=True)
class Account:
    """One account that a person has to look at. `last_post_on`, `seen_at` and `seen_by` are of the newest
    proof, None and "" without one; `looked_at`: in the round under way."""

    id: int
    name: str
    kind: str
    account: str
    url: str
    unit: str
    last_post_on: date | None
    seen_at: datetime | None
    seen_by: str
    looked_at: bool

    def age(self, today: date) -> int | None:
        """Days since the last post that was seen."""
        return (today - self.last_post_on).days if self.last_post_on else None


@dataclass(frozen=True, slots=True)
class Round:
    """The round under way: every account with no source of its own, those that must be looked at first."""

    begun_on: date
    accounts: tuple[Account, ...]

    @property
    def done(self) -> int:
        return sum(one.looked_at for one in self.accounts)

    @property
    def lookers(self) -> dict[str, int]:
        """Who looked at how many."""
        return dict(Counter(one.seen_by for one in self.accounts if one.looked_at).most_common())


def first_of_quarter(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def round_of(actor: Actor) -> Round:
    """The accounts that are in service and that the checker cannot read: staff of one unit see its own and
    those of the units below it, everybody else all."""
    begun = first_of_quarter(clock.today())
    with reading() as session:
        rows = [row for row in session.execute(_query()).all() if reaches(session, row[6], actor)]
        proofs = _proofs(session)
        read = _read_by_machine(session)
    found = [_account(row, proofs.get(row[0]), begun) for row in rows if row[0] not in read]
    return Round(begun, tuple(sorted(found, key=_urgency)))


def _query() -> Any:
    columns = (
        col(Channel.id), col(Channel.name), col(Channel.kind), col(Channel.account), col(Channel.url),
        col(Unit.name), col(Channel.unit_id),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(col(Channel.kind).in_(keys_of("account")), col(Channel.registered).in_(WATCHED))
        .order_by(col(Channel.id))
    )


def _proofs(session: Session) -> dict[int, tuple[date, datetime, str]]:
    """Account → day of the last post, when it was seen, and by whom, of its newest proof."""
    newest = select(func.max(col(AccountProof.id))).group_by(col(AccountProof.channel_id))
    rows = session.execute(
        select(
            col(AccountProof.channel_id),
            col(AccountProof.last_post_on),
            col(AccountProof.at),
            col(AccountProof.actor),
        ).where(col(AccountProof.id).in_(newest))
    )
    return {ident: (day, at, actor) for ident, day, at, actor in rows}


def _read_by_machine(session: Session) -> set[int]:
    """The accounts that the checker last judged by their feed or page."""
    rows = session.execute(
        select(col(CurrentState.channel_id), col(CurrentState.evidence)).where(
            col(CurrentState.check) == ACCOUNTS, col(CurrentState.failure).is_(None)
        )
    )
    return {ident for ident, evidence in rows if (evidence or {}).get("how") in MACHINE}


def _account(row: Any, proof: tuple[date, datetime, str] | None, begun: date) -> Account:
    ident, name, kind, account, url, unit, _ = row
    day, at, by = proof or (None, None, "")
    looked_at = at is not None and clock.day_of(at) >= begun
    return Account(ident, name, kind, account, url, unit, day, at, by, looked_at)


def _urgency(one: Account) -> tuple[Any, ...]:
    """What nobody looked at in this round first, then what was never seen, then the longest silence."""
    return (one.looked_at, one.last_post_on is not None, one.last_post_on or date.min, one.unit, one.name)
