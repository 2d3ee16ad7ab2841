"""Adding kinds of platform of an office's own, changing and removing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import RegistryRefused
from core.registry import own_kinds
from core.registry.fields import fold, value_words
from core.registry.own_kinds import FAMILIES
from core.registry.values import one_line
from db.engine import changed, writing
from db.models import Channel, ChannelKind

NAME_LIMIT = 40
MOST = 50


@dataclass(frozen=True, slots=True)
class KindValues:
    """What a person says of a kind: names, family, and everyday words by which files call it."""

    name: str
    family: str
    name_en: str = ""
    also: Sequence[str] = ()


def add(values: KindValues, *, actor: Actor) -> str:
    """Add a kind and return its key. Supervisors. Raises `RegistryRefused` for a word that means another
    kind already, an unknown family, or too many kinds."""
    require(actor, Role.SUPERVISOR)
    try:
        with writing() as session:
            tidy = _tidy(values, "")
            number = (session.execute(select(func.max(ChannelKind.id))).scalar_one() or 0) + 1
            if session.execute(select(func.count()).select_from(ChannelKind)).scalar_one() >= MOST:
                raise RegistryRefused("registry.own_kinds.many", most=MOST)
            row = ChannelKind(key=f"own_{number}", made_at=clock.now(), made_by=actor.name, **tidy)
            session.add(row)
            session.flush()
            _note(session, actor, "create", row.id, {name: (None, value) for name, value in tidy.items()})
            key: str = row.key
    except IntegrityError as twice:
        raise RegistryRefused("registry.own_kinds.meanwhile") from twice
    own_kinds.forget()
    return key


def edit(key: str, values: KindValues, *, actor: Actor) -> None:
    """Change names and words of a kind; its family stays once channels are of it. Supervisors.
    Raises `RegistryRefused`."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = _row(session, key)
        before = {"name": row.name, "name_en": row.name_en, "family": row.family, "also": list(row.also)}
        tidy = _tidy(values, key)
        if tidy["family"] != before["family"] and (count := _used(session, key)):
            raise RegistryRefused("registry.own_kinds.used", name=row.name, count=count)
        changes = {name: (before[name], value) for name, value in tidy.items() if before[name] != value}
        if changes:
            session.execute(update(ChannelKind).where(col(ChannelKind.key) == key).values(**tidy))
            _note(session, actor, "edit", row.id, changes)
    own_kinds.forget()


def remove(key: str, *, actor: Actor) -> None:
    """Remove a kind that no channel is of. Supervisors. Raises `RegistryRefused`."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = _row(session, key)
        if count := _used(session, key):
            raise RegistryRefused("registry.own_kinds.used", name=row.name, count=count)
        ident, name = row.id, row.name
        session.expunge(row)
        if not changed(session, delete(ChannelKind).where(col(ChannelKind.key) == key)):
            raise RegistryRefused("registry.own_kinds.unknown")
        _note(session, actor, "remove", ident, {"name": (name, None)})
    own_kinds.forget()


def _tidy(values: KindValues, key: str) -> dict[str, Any]:
    name, name_en = one_line(values.name), one_line(values.name_en)
    also = list(dict.fromkeys(word for one in values.also if (word := one_line(one))))
    if not name:
        raise RegistryRefused("registry.own_kinds.name")
    if any(len(word) > NAME_LIMIT for word in (name, name_en, *also)):
        raise RegistryRefused("registry.own_kinds.long", most=NAME_LIMIT)
    if values.family not in FAMILIES:
        raise RegistryRefused("registry.own_kinds.family")
    taken = value_words("kind")
    for word in filter(None, (name, name_en, *also)):
        if taken.get(fold(word), key) != key:
            raise RegistryRefused("registry.own_kinds.taken", word=word)
    return {"name": name, "name_en": name_en, "family": values.family, "also": also}


def _row(session: Session, key: str) -> ChannelKind:
    asked = select(ChannelKind).where(col(ChannelKind.key) == key)
    row: ChannelKind | None = session.execute(asked).scalar_one_or_none()
    if row is None:
        raise RegistryRefused("registry.own_kinds.unknown")
    return row


def _used(session: Session, key: str) -> int:
    """How many channels are of the kind."""
    count: int = session.execute(
        select(func.count()).select_from(Channel).where(col(Channel.kind) == key)
    ).scalar_one()
    return count


def _note(
    session: Session, actor: Actor, action: str, ident: int, changes: dict[str, tuple[Any, Any]]
) -> None:
    record(session, actor=actor, action=action, noun="channel_kind", noun_id=ident, changes=changes)
