"""Government apps and mini-programs by the rules for them (`core/rules/apps.toml`): which may not be kept at
their level, which lack a filing; and their closing cases in one go."""

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlmodel import col

from core.access import Actor, Role, require
from core.common import clock
from core.common.errors import CaseRefused
from core.common.text import language
from core.lifecycle.opening import Wanted, open_cases
from core.registry.kinds import kinds
from core.registry.slices import is_running
from db.engine import reading
from db.models import Case, CaseKind, Channel, Unit

FILE = Path(__file__).parents[1] / "rules" / "apps.toml"
# What is said of an app: none may be kept at its level; nobody knows its level; it is kept with a ground.
BARRED, NO_LEVEL, KEPT = "barred", "no_level", "kept"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """A document the rules rest on; `read` in a mirror only, or in the original."""

    number_zh: str
    number_en: str
    day: date
    read: Literal["original", "mirror"]
    says_zh: str
    says_en: str

    @property
    def number(self) -> str:
        """What it is called, in the language in use."""
        return self.number_zh if language() == "zh" else self.number_en

    @property
    def says(self) -> str:
        """What it demands, in the language in use."""
        return self.says_zh if language() == "zh" else self.says_en


class AppRules(_Part):
    """What `apps.toml` says."""

    name: str
    version: str
    kinds: tuple[str, ...]
    barred_levels: tuple[str, ...]
    needed: tuple[Literal["app_filing", "icp", "app_approval", "audience"], ...]
    recalled: tuple[str, ...]
    source: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class App:
    """One running app or mini-program. `findings` are words of the catalogue `apps.finding`; `case` is the
    number of the case it has under way."""

    id: int
    name: str
    kind: str
    unit: str
    level: str
    app_filing: str
    icp: str
    app_approval: str
    audience: str
    keep_ground: str
    case: str
    findings: tuple[str, ...]


@lru_cache(maxsize=1)
def app_rules() -> AppRules:
    """The rules in force. Raises `pydantic.ValidationError` naming every wrong key."""
    return AppRules.model_validate(tomllib.loads(FILE.read_text("utf-8")))


def app_kinds() -> tuple[str, ...]:
    """The kinds the rules are for, the office's own among them."""
    named = set(app_rules().kinds)
    return tuple(key for key, kind in kinds().items() if key in named or kind.report in named)


def apps() -> tuple[App, ...]:
    """Every running app with what is to be said of it: those that may not be kept first."""
    under_way = select(col(Case.channel_id), col(Case.number)).where(col(Case.ended_on).is_(None)).subquery()
    query = (
        select(Channel, col(Unit.name), under_way.c.number)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(under_way, under_way.c.channel_id == col(Channel.id))
        .where(is_running(clock.today()), col(Channel.kind).in_(app_kinds()))
        .order_by(col(Unit.name), col(Channel.name), col(Channel.id))
    )
    with reading() as session:
        found = [_app(channel, unit, number or "") for channel, unit, number in session.execute(query)]
    return tuple(sorted(found, key=lambda one: BARRED not in one.findings))


def ask_to_leave(ids: Sequence[int], reason: str, *, actor: Actor) -> tuple[int, ...]:
    """Open a closing case for each of these apps, those of one platform as one batch; returns the cases.

    Supervisors. Raises `DomainError` before anything is opened where one is no app or has a case already."""
    require(actor, Role.SUPERVISOR)
    known = {one.id: one for one in apps()}
    chosen = list(dict.fromkeys(ids))
    if not chosen:
        raise CaseRefused("nothing_chosen")
    by_kind: dict[str, list[int]] = defaultdict(list)
    for one in chosen:
        if one not in known:
            raise CaseRefused("no_app", number=one)
        if known[one].case:
            raise CaseRefused("app_case", name=known[one].name, number=known[one].case)
        by_kind[known[one].kind].append(one)
    wanted = Wanted(CaseKind.CANCEL, reason)
    opened: list[int] = []
    for mine in by_kind.values():
        opened += open_cases(mine, wanted, actor=actor)
    return tuple(opened)


def findings(level: str, keep_ground: str, **filings: str) -> tuple[str, ...]:
    """What is to be said of an app of this level, ground for keeping and filings."""
    rules, found = app_rules(), list[str]()
    if not level:
        found.append(NO_LEVEL)
    elif level in rules.barred_levels:
        found.append(KEPT if keep_ground.strip() else BARRED)
    return (*found, *(f"no_{name}" for name in rules.needed if not filings[name].strip()))


def _app(channel: Channel, unit: str, number: str) -> App:
    filings = {
        name: str(getattr(channel, name)) for name in ("app_filing", "icp", "app_approval", "audience")
    }
    return App(
        channel.id, channel.name, channel.kind, unit, channel.level, keep_ground=channel.keep_ground,
        case=number, findings=findings(channel.level, channel.keep_ground, **filings), **filings,
    )  # fmt: skip
