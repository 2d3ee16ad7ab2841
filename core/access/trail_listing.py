"""What pages show of the trail: whose account it was beside the name, roles and units in words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_
from sqlmodel import Session, col, select

from core.access.actor import PEOPLE, Actor, Role, require
from core.access.trail_names import NOUNS, REFERRED, in_names, names_of
from core.common import clock
from core.common.sheet import Slice
from core.common.text import LANGUAGES, catalogue
from db.engine import reading
from db.models import Account, AuditEntry

ACTIONS = ("audit.action.", "issue.action.")
# A role as `accounts` spells it in the trail, such as staff@7.
_SPELLED = re.compile(rf"\b({'|'.join(PEOPLE)})(?:@(\d+))?")


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries of the trail are wanted; empty fields narrow nothing. Days are of Asia/Shanghai."""

    first: date | None = None
    last: date | None = None
    actor: str = ""
    noun: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry; `user` is the user name of who acted, `about` what the entry is about by its name
    or number, else empty."""

    id: int
    at: datetime
    actor: str
    user: str
    role: str
    came_from: str
    action: str
    noun: str
    noun_id: int
    about: str
    changes: dict[str, Any]
    reason: str


def trail_lines(wanted: TrailFilter, *, actor: Actor, limit: int = 25, offset: int = 0) -> Slice[TrailLine]:
    """Entries of the trail, the newest first. For administrators and auditors."""
    require(actor, Role.AUDITOR)
    query = _narrowed(select(AuditEntry), wanted)
    with reading() as session:
        total = session.exec(_narrowed(select(func.count()).select_from(AuditEntry), wanted)).one()
        rows = session.exec(query.order_by(col(AuditEntry.id).desc()).limit(limit).offset(offset)).all()
        lines = _lines(session, rows)
    return Slice(tuple(lines), total)


def trail_nouns(*, actor: Actor) -> Sequence[str]:
    """What the trail tells of, for a filter."""
    require(actor, Role.AUDITOR)
    with reading() as session:
        return sorted(session.exec(select(col(AuditEntry.noun)).distinct()).all())


def _lines(session: Session, rows: Sequence[AuditEntry]) -> Iterable[TrailLine]:
    of_accounts = [row for row in rows if row.noun == "account"]
    concerned = {row.noun_id for row in of_accounts} | {
        one for row in of_accounts for one in row.changes.get("successor", ()) if isinstance(one, int)
    }
    acted = {row.account_id for row in rows if row.account_id is not None}
    users = names_of(session, NOUNS["account"], concerned | acted)
    given = (row.changes.get("roles") for row in of_accounts)
    units = {int(number) for pair in given for _, number in _SPELLED.findall(str(pair)) if number}
    named = names_of(session, REFERRED["unit_id"], units)
    about = _about(session, rows)
    return [
        TrailLine(
            id=row.id,
            at=row.at,
            actor=row.actor,
            user=users.get(row.account_id, "") if row.account_id is not None else "",
            role=row.role,
            came_from=row.came_from,
            action=row.action,
            noun=row.noun,
            noun_id=row.noun_id,
            about=about.get((row.noun, row.noun_id), ""),
            changes=_in_words(row, changes, users, named),
            reason=row.reason,
        )
        for row, changes in zip(rows, in_names(session, [row.changes for row in rows]), strict=True)
    ]


def _about(session: Session, rows: Sequence[AuditEntry]) -> dict[tuple[str, int], str]:
    """The names of what the entries are about, where it has one."""
    found: dict[tuple[str, int], str] = {}
    for noun in {row.noun for row in rows} & NOUNS.keys():
        ids = {row.noun_id for row in rows if row.noun == noun}
        found |= {(noun, one): name for one, name in names_of(session, NOUNS[noun], ids).items()}
    return found


def _in_words(
    row: AuditEntry, changes: dict[str, Any], users: Mapping[int, str], units: Mapping[int, str]
) -> dict[str, Any]:
    """The changes of an account: roles and the account of whoever takes over in words."""
    if row.noun != "account":
        return changes

    def said(spelled: re.Match[str]) -> str:
        label, unit = Role(spelled[1]).label, units.get(int(spelled[2] or 0), "")
        return f"{label} {unit}".strip() if unit or not spelled[2] else f"{label} {spelled[2]}"

    words: dict[str, Callable[[Any], Any]] = {
        "roles": lambda one: _SPELLED.sub(said, one) if isinstance(one, str) else one,
        "successor": lambda one: users.get(one, one),
    }
    return {field: [*map(words[field], pair)] if field in words else pair for field, pair in changes.items()}


def _narrowed(query: Any, wanted: TrailFilter) -> Any:
    narrowed: Select[Any] = query
    if wanted.first:
        narrowed = narrowed.where(col(AuditEntry.at) >= clock.start_of(wanted.first))
    if wanted.last:
        narrowed = narrowed.where(col(AuditEntry.at) < clock.start_of(wanted.last + timedelta(days=1)))
    who, words = wanted.actor.strip(), wanted.words.strip()
    if who:
        users = select(col(Account.id)).where(col(Account.name).icontains(who, autoescape=True))
        named = col(AuditEntry.actor).icontains(who, autoescape=True)
        narrowed = narrowed.where(or_(named, col(AuditEntry.account_id).in_(users)))
    if wanted.noun:
        narrowed = narrowed.where(col(AuditEntry.noun) == wanted.noun)
    if words:
        reason = col(AuditEntry.reason).icontains(words, autoescape=True)
        narrowed = narrowed.where(or_(reason, col(AuditEntry.action).in_(_actions(words))))
    return narrowed


def _actions(words: str) -> set[str]:
    """The actions whose words on the page, in either language, contain these."""
    return {
        key.removeprefix(topic)
        for language in LANGUAGES
        for key, text in catalogue(language).items()
        for topic in ACTIONS
        if key.startswith(topic) and words.casefold() in text.casefold()
    }
