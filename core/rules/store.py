"""Where rule sets are kept: those shipped as files, those saved by the office; and which is in force.

Saved sets are looked up again at most every few seconds, so that a checker and every dashboard follow a
change without a restart."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from core.common import clock
from core.registry.fields import fields
from core.registry.kinds import Medium, keys_of
from core.rules.ruleset import FOLDER, RuleError, RuleSet, laid_over, load, made
from db.engine import engines, reading
from db.models import RuleRevision

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 3.0
# The first is in force wherever no saved set is.
SHIPPED = ("national-2019", "example-local")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one rule set. Shipped ones have revision 1, no id, and cannot be changed."""

    key: str
    revision: int
    rules: RuleSet
    id: int | None = None
    saved_at: datetime | None = None
    saved_by: str = ""
    note: str = ""

    @property
    def version(self) -> str:
        return self.rules.version

    @property
    def shipped(self) -> bool:
        return self.id is None


@dataclass(frozen=True, slots=True)
class Broken:
    """A saved version that this release cannot read, and why."""

    version: str
    why: str


@dataclass(slots=True)
class _Kept:
    """What was read last, from which database, up to which row, and when it was looked up."""

    database: Engine | None = None
    last_id: int = 0
    looked_at: float = float("-inf")
    saved: tuple[Edition, ...] = ()
    broken: tuple[Broken, ...] = ()
    chosen: dict[tuple[date, str, str], RuleSet] = field(default_factory=dict)
    used: dict[tuple[date, tuple[str, ...]], list[RuleSet]] = field(default_factory=dict)

    def forget(self) -> None:
        self.chosen.clear()
        self.used.clear()


_kept = _Kept()


def rule_set(day: date | None = None, *, kind: str = "", level: str = "") -> RuleSet:
    """The rule set in force on `day` (today) for a channel of this kind and level, or for everyone."""
    kept = _fresh()
    asked = (day or clock.today(), kind, level)
    if asked not in kept.chosen:
        if len(kept.chosen) > 1000:
            kept.chosen.clear()
        kept.chosen[asked] = chosen((*shipped(), *kept.saved), *asked)
    return kept.chosen[asked]


def in_use(medium: Medium) -> list[RuleSet]:
    """The sets that some kind and level of channels of a medium are judged by today, each once, the one for
    most of them first."""
    kept, asked = _fresh(), (clock.today(), keys_of(medium))
    if asked not in kept.used:
        if len(kept.used) > 100:
            kept.used.clear()
        kept.used[asked] = _used(asked[1])
    return kept.used[asked]


def editions() -> list[Edition]:
    """Every version there is: shipped ones first, then saved ones from old to new."""
    return [*shipped(), *_fresh().saved]


def edition(version: str) -> Edition | None:
    """The edition called `version`, such as `national-2019.1`."""
    return next((each for each in editions() if each.version == version), None)


def broken() -> tuple[Broken, ...]:
    """Saved versions that cannot be used."""
    return _fresh().broken


def forget() -> None:
    """Look again at the next call: after a write of this process, and in tests."""
    _kept.looked_at = float("-inf")


@lru_cache(maxsize=1)
def shipped() -> tuple[Edition, ...]:
    """The sets that come with the product. Raises `RuleError`."""
    return tuple(Edition(key, 1, load(FOLDER / f"{key}.toml")) for key in SHIPPED)


def chosen(known: Sequence[Edition], day: date, kind: str, level: str) -> RuleSet:
    """Of one key the newest revision that has begun by `day` stands, if it has not ended; of several keys
    the one for fewer channels, then the one that began last. The national set is always there."""
    standing: dict[str, Edition] = {}
    for each in known:
        since = each.rules.in_force_from
        if since is None or since > day or each.rules.example:
            continue
        if each.key not in standing or each.revision > standing[each.key].revision:
            standing[each.key] = each
    fitting = [each for each in standing.values() if _holds(each.rules, day, kind, level)]
    best = max(fitting, key=_precedence, default=None)
    return best.rules if best else shipped()[0].rules


def read_saved(document: dict[str, Any], version: str) -> RuleSet:
    """A saved document as a rule set. What a later release added is taken from the national set."""
    base = shipped()[0].rules.document()
    whole = laid_over({key: base[key] for key in base if not key.startswith("in_force")}, document)
    return made(whole, version)


def _used(kinds: Sequence[str]) -> list[RuleSet]:
    found: dict[str, list[RuleSet]] = {}
    for kind in kinds:
        for level in ("", *map(str, fields()["level"].options)):
            rules = rule_set(kind=kind, level=level)
            found.setdefault(rules.version, []).append(rules)
    return [some[0] for some in sorted(found.values(), key=len, reverse=True)]


def _holds(rules: RuleSet, day: date, kind: str, level: str) -> bool:
    ended = rules.in_force_until is not None and rules.in_force_until < day
    return not ended and rules.scope.fits(kind, level)


def _precedence(each: Edition) -> tuple[int, date, int]:
    return (
        each.rules.scope.narrowness,
        each.rules.in_force_from or date.min,
        each.id or 0,
    )  # a shipped set has none


def _fresh() -> _Kept:
    try:
        database = engines().read
        if database is not _kept.database:
            _begin_with(database)
        if monotonic() - _kept.looked_at >= LOOK_AGAIN_S:
            _kept.looked_at = monotonic()
            _look(database)
    except (SQLAlchemyError, OSError):
        # Nothing can be recorded without the database either: what was known is used until it is back.
        log.warning("The saved rule sets could not be read; using what is known.", exc_info=True)
    return _kept


def _begin_with(database: Engine) -> None:
    _kept.database, _kept.last_id, _kept.saved, _kept.broken = database, 0, (), ()
    _kept.looked_at = float("-inf")
    _kept.forget()


def _look(database: Engine) -> None:
    if not _there(database):
        return
    with reading() as session:
        if not _kept.last_id and not inspect(session.connection()).has_table("rule_revision"):
            return
        last = session.execute(select(func.max(RuleRevision.id))).scalar_one() or 0
        if last == _kept.last_id:
            return
        rows = session.execute(select(RuleRevision).order_by(col(RuleRevision.id))).scalars().all()
        _read_all(rows)
        _kept.last_id = last


def _read_all(rows: Sequence[RuleRevision]) -> None:
    saved: list[Edition] = []
    faulty: list[Broken] = []
    for row in rows:
        try:
            rules = read_saved(row.document, row.version)
        except RuleError as wrong:
            log.error("A saved rule set cannot be used: %s", wrong)
            faulty.append(Broken(row.version, str(wrong)))
            continue
        saved.append(Edition(row.key, row.revision, rules, row.id, row.saved_at, row.saved_by, row.note))
    _kept.saved, _kept.broken = tuple(saved), tuple(faulty)
    _kept.forget()


def _there(database: Engine) -> bool:
    """Whether the database exists: looking must not create a file for a command that needs none."""
    file = database.url.database
    return database.dialect.name != "sqlite" or bool(file and Path(file).exists())
