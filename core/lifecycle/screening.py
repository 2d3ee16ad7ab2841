"""Accounts that may have to be closed: several of one unit on one platform, and those that publish nothing.

Everything is counted from rows: what a machine or a person last saw of an account. Where nobody looked lately
an account is "not checked", which is neither silent nor in order. Rules: `core/rules/screening.toml`."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, PositiveInt
from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from core.common import clock
from core.common.subtree import of_unit
from core.monitoring.account_round import MACHINE
from core.monitoring.kinds_of_checks import ACCOUNTS
from core.registry.fields import fold
from core.registry.kinds import WATCHED, keys_of
from db.engine import reading
from db.models import AccountProof, Case, Channel, CurrentState, RegisteredState, Unit

FILE = Path(__file__).parents[1] / "rules" / "screening.toml"
MONTHS = 12
IN_SERVICE = (*WATCHED, RegisteredState.SUSPENDED)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SeveralRule(_Part):
    most: PositiveInt
    same_platform: tuple[tuple[str, ...], ...]


class ZombieRule(_Part):
    months: PositiveInt


class SilentRule(_Part):
    months: tuple[PositiveInt, ...]


class SeenRule(_Part):
    days: PositiveInt


class ScreeningRules(_Part):
    """What the lists go by; explained at the head of the file."""

    name: str
    version: str
    source: str
    recalled: tuple[str, ...]
    exempt: tuple[str, ...]
    several: SeveralRule
    zombie: ZombieRule
    silent: SilentRule
    seen: SeenRule


@dataclass(frozen=True, slots=True)
class Filter:
    """Which accounts are wanted; empty means any. `case`: with a case under way, or without."""

    kind: str = ""
    unit_id: int | None = None
    own_only: bool = False
    words: str = ""
    case: Literal["", "with", "without"] = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """One account. `last_post_on` and `seen_on`: the last post that was seen, and when somebody or something
    (`by_machine`) looked; None where nobody ever did. `beside` are the ids of the other accounts of its unit
    on its platform; `case` the number of the case under way for it."""

    id: int
    code: str
    name: str
    kind: str
    unit: str
    unit_id: int
    registered: RegisteredState
    last_post_on: date | None
    seen_on: date | None
    by_machine: bool
    case: str
    beside: tuple[int, ...] = ()

    @property
    def silent_days(self) -> int | None:
        """Days without a post when it was last seen."""
        if self.last_post_on is None or self.seen_on is None:
            return None
        return (self.seen_on - self.last_post_on).days

    @property
    def silent_months(self) -> int | None:
        """Whole calendar months without a post when it was last seen."""
        if self.last_post_on is None or self.seen_on is None:
            return None
        return whole_months(self.last_post_on, self.seen_on)


@dataclass(frozen=True, slots=True)
class Screening:
    """`listed` are those that the rule is about; `unchecked` those that may be and that nobody looked at
    lately; `checked` counts those of which it is known, `listed` included."""

    listed: tuple[Screened, ...]
    unchecked: tuple[Screened, ...]
    checked: int


Test = Callable[[Screened, date], bool]


@lru_cache(maxsize=1)
def screening_rules() -> ScreeningRules:
    """The rules in force. Raises `pydantic.ValidationError` naming every wrong key."""
    return ScreeningRules.model_validate(tomllib.loads(FILE.read_text("utf-8")))


def whole_months(last: date, seen: date) -> int:
    """The calendar months that lie wholly after the month of `last` and before that of `seen`."""
    return max(0, (seen.year - last.year) * MONTHS + seen.month - last.month - 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    count = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(count, MONTHS)
    following = date(year + (month == MONTHS - 1), (month + 1) % MONTHS + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def several(wanted: Filter = Filter()) -> Screening:
    """The accounts of units that have more than allowed on one platform, unit by unit."""
    groups: dict[tuple[int, str], list[Screened]] = defaultdict(list)
    for one in _accounts():
        groups[one.unit_id, platform_of(one.kind)].append(one)
    most = screening_rules().several.most
    found: list[Screened] = []
    for group in groups.values():
        if len(group) > most:
            ids = [one.id for one in group]
            found += [replace(one, beside=tuple(other for other in ids if other != one.id)) for one in group]
    within = _within(wanted)
    listed = [one for one in found if _holds(one, wanted, within)]
    listed.sort(key=lambda one: (one.unit, platform_of(one.kind), one.last_post_on or date.min, one.id))
    return Screening(tuple(listed), (), len([one for key in groups for one in groups[key]]))


def zombies(wanted: Filter = Filter()) -> Screening:
    """The accounts that published nothing for longer than a zombie does."""
    months = screening_rules().zombie.months

    def dead(one: Screened, day: date) -> bool:
        return one.last_post_on is not None and months_after(one.last_post_on, months) < day

    return _screened(wanted, dead)


def silent(months: int, wanted: Filter = Filter()) -> Screening:
    """The accounts with nothing in `months` whole months running, and not in as many as the next list has."""
    more = min((one for one in screening_rules().silent.months if one > months), default=None)

    def idle(one: Screened, day: date) -> bool:
        count = whole_months(one.last_post_on, day) if one.last_post_on else 0
        return count >= months and (more is None or count < more)

    def may_be(one: Screened, day: date) -> bool:
        return one.last_post_on is not None and whole_months(one.last_post_on, day) >= months

    return _screened(wanted, idle, may_be)


def platform_of(kind: str) -> str:
    """The platform of a kind: the first of those that are one."""
    same = screening_rules().several.same_platform
    return next((kinds[0] for kinds in same if kind in kinds), kind)


def _screened(wanted: Filter, is_so: Test, may_be: Test | None = None) -> Screening:
    """Those of which it is so as they were last seen; where that was too long ago, those of which it may be
    so today."""
    today, days = clock.today(), screening_rules().seen.days
    within = _within(wanted)
    listed: list[Screened] = []
    unchecked: list[Screened] = []
    checked = 0
    for one in _accounts():
        if not _holds(one, wanted, within):
            continue
        known = one.seen_on is not None and (today - one.seen_on).days <= days
        if one.last_post_on is None or (not known and (may_be or is_so)(one, today)):
            unchecked.append(one)
            continue
        checked += 1
        if one.seen_on is not None and known and is_so(one, one.seen_on):
            listed.append(one)
    return Screening(
        tuple(sorted(listed, key=_longest_first)), tuple(sorted(unchecked, key=_longest_first)), checked
    )


def _longest_first(one: Screened) -> tuple[date, str, str]:
    return one.last_post_on or date.min, one.unit, one.name


def _holds(one: Screened, wanted: Filter, within: frozenset[int] | None) -> bool:
    if (wanted.kind and one.kind != wanted.kind) or (within is not None and one.unit_id not in within):
        return False
    if wanted.case and bool(one.case) != (wanted.case == "with"):
        return False
    whole = fold(f"{one.name} {one.unit} {one.code}")
    return all(fold(word) in whole for word in wanted.words.split())


def _within(wanted: Filter) -> frozenset[int] | None:
    if wanted.unit_id is None:
        return None
    condition = of_unit(col(Unit.id), wanted.unit_id, own_only=wanted.own_only)
    with reading() as session:
        return frozenset(session.execute(select(col(Unit.id)).where(condition)).scalars())


def _accounts() -> list[Screened]:
    """Every account in service that publishes, with what was last seen of it."""
    kinds = [key for key in keys_of("account") if key not in screening_rules().exempt]
    query = (
        select(
            col(Channel.id), col(Channel.code), col(Channel.name), col(Channel.kind), col(Unit.name),
            col(Channel.unit_id), col(Channel.registered), col(Case.number),
        )
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(Case, and_(col(Case.channel_id) == col(Channel.id), col(Case.ended_on).is_(None)))
        .where(col(Channel.kind).in_(kinds), col(Channel.registered).in_(IN_SERVICE))
        .order_by(col(Channel.id))
    )  # fmt: skip
    with reading() as session:
        rows = session.execute(query).all()
        seen = _seen(session)
    found = []
    for ident, code, name, kind, unit, unit_id, registered, case in rows:
        last, on, machine = seen.get(ident, (None, None, False))
        found.append(
            Screened(ident, code, name, kind, unit, unit_id, registered, last, on, machine, case or "")
        )
    return found


Seen = tuple[date, date, bool]


def _seen(session: Session) -> Mapping[int, Seen]:
    """Account → its last post, when it was looked at, and whether by a machine: what was seen last counts."""
    found: dict[int, Seen] = {}
    newest = select(func.max(col(AccountProof.id))).group_by(col(AccountProof.channel_id))
    proofs = select(
        col(AccountProof.channel_id), col(AccountProof.last_post_on), col(AccountProof.at)
    ).where(col(AccountProof.id).in_(newest))  # fmt: skip
    for ident, last, at in session.execute(proofs):
        found[ident] = (last, clock.day_of(at), False)
    states = select(col(CurrentState.channel_id), col(CurrentState.evidence)).where(
        col(CurrentState.check) == ACCOUNTS
    )
    for ident, evidence in session.execute(states):
        read = evidence or {}
        if read.get("how") not in MACHINE or not read.get("newest") or read.get("age_days") is None:
            continue
        last = date.fromisoformat(str(read["newest"])[:10])
        seen = last + timedelta(days=int(read["age_days"]))
        before = found.get(ident)
        if before is None or before[1] <= seen:
            # A post that somebody saw does not vanish because a feed does not show it.
            found[ident] = (max(last, before[0]) if before else last, seen, True)
    return found
