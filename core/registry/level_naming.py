"""The office's own names for the levels that everybody has: what may be one, and changing them by hand."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import RegistryRefused
from core.common.text import LANGUAGES, catalogue
from core.registry import own_levels
from core.registry.fields import fold, standard_levels
from db.engine import writing
from db.models import ImportWord


def is_products(level: str, word: str) -> bool:
    """Whether the word is how the product itself calls the level."""
    return fold(word) in _products(level)


def means_another(level: str, word: str, names: Mapping[str, str]) -> bool:
    """Whether the word already is another level: the office's own, or by the product's names or `names`."""
    others = [one for one in standard_levels() if one != level]
    taken = {fold(one) for one in own_levels.known()}
    taken |= {fold(names[one]) for one in others if one in names}
    return fold(word) in taken.union(*map(_products, others))


def name_levels(names: Mapping[str, str], *, actor: Actor) -> None:
    """Call levels as the office does, level → its name; an empty one, or the product's, is the product's
    again. Supervisors.

    Raises `RegistryRefused` for what is no level, cannot be a name, or already is another level."""
    require(actor, Role.SUPERVISOR)
    wanted = {level: " ".join(name.split()) for level, name in names.items()}
    if unknown := [level for level in wanted if level not in standard_levels()]:
        raise RegistryRefused("importing.refused.level_name", word=unknown[0])
    wanted = {level: "" if is_products(level, name) else name for level, name in wanted.items()}
    whole = {key: name for key, name in (own_levels.names() | wanted).items() if name}
    for level, name in wanted.items():
        if name and not _may_be(name):
            raise RegistryRefused("importing.refused.level_name", word=name)
        if name and means_another(level, name, whole):
            raise RegistryRefused("importing.refused.level_name_taken", word=name)
    with writing() as session:
        mine = select(ImportWord).where(col(ImportWord.topic) == own_levels.NAMES)
        known = {one.word: one for one in session.execute(mine).scalars()}
        for level, name in wanted.items():
            _rename(session, level, known.get(level), name, actor)
    own_levels.forget()


def offered(level: str, word: str) -> bool:
    """Whether a word of a file may become the office's name of a level that has none yet."""
    names = own_levels.names()
    return level not in names and _may_be(word) and not means_another(level, word, names)


def has_name(session: Session, level: str) -> bool:
    """Whether the office has a name for the level, whatever was known a moment ago."""
    found = select(col(ImportWord.id)).where(
        col(ImportWord.topic) == own_levels.NAMES, col(ImportWord.word) == level
    )
    return session.execute(found).first() is not None


def keep(session: Session, level: str, name: str, actor: Actor) -> ImportWord:
    """Keep the name of a level that has none yet, in the transaction under way."""
    row = ImportWord(
        topic=own_levels.NAMES, word=level, meaning=name, learned_at=clock.now(), learned_by=actor.name
    )
    session.add(row)
    session.flush()
    return row


def trail(level: str) -> str:
    """What the trail calls the name of a level."""
    return f"{own_levels.TOPIC}:{catalogue(LANGUAGES[0])[f'field.level.{level}']}"


def _rename(session: Session, level: str, row: ImportWord | None, name: str, actor: Actor) -> None:
    old = row.meaning if row else ""
    if old == name:
        return
    ident = row.id if row else 0
    if row is None:
        ident = keep(session, level, name, actor).id
    elif name:
        row.meaning, row.learned_at, row.learned_by = name, clock.now(), actor.name
    else:
        session.delete(row)
    record(
        session, actor=actor, action="learn" if name else "unlearn", noun="import_word", noun_id=ident,
        changes={trail(level): (old or None, name or None)},
    )  # fmt: skip


def _may_be(word: str) -> bool:
    return own_levels.may_be(word) and word.isprintable() and any(letter.isalpha() for letter in word)


def _products(level: str) -> set[str]:
    return {fold(level), *(fold(catalogue(one)[f"field.level.{level}"]) for one in LANGUAGES)}
