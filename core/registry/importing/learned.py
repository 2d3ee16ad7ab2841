"""Words that a person once explained: headings and values of this office's files, kept for the next one."""

from collections.abc import Callable, Collection

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import RegistryRefused
from core.registry import own_levels
from core.registry.fields import fields, fold
from core.registry.importing.layout import ADDRESS
from core.registry.importing.reading import Learned
from db.engine import reading, writing
from db.models import Channel, ImportWord

HEADING = "heading"
LONGEST = 100


def learned() -> Learned:
    """Everything that was explained: topic → folded word → meaning."""
    words: dict[str, dict[str, str]] = {}
    for one in all_words():
        words.setdefault(one.topic, {})[fold(one.word)] = one.meaning
    return words


def all_words() -> tuple[ImportWord, ...]:
    """The explained words by topic and word."""
    query = select(ImportWord).order_by(col(ImportWord.topic), col(ImportWord.word))
    with reading() as session:
        rows = tuple(session.execute(query).scalars())
        session.expunge_all()
    return rows


def learn(
    meanings: dict[tuple[str, str], str],
    *,
    actor: Actor,
    allowed: Callable[[str], Collection[str]] | None = None,
) -> None:
    """Keep what words mean: (topic, word) → the key of a field or a value, "" for nothing. Supervisors.
    `allowed` gives what a word of a topic can mean, `meanings_of` of the registry where it is left out.

    Raises `RegistryRefused` for a meaning that does not exist."""
    require(actor, Role.SUPERVISOR)
    for (topic, word), meaning in meanings.items():
        meant = (
            not meaning or meaning in (allowed or meanings_of)(topic) or _kept_as_it_is(topic, word, meaning)
        )
        if not fold(word) or len(word) > LONGEST or not meant:
            raise RegistryRefused("importing.refused.word", word=word[:LONGEST])
    with writing() as session:
        known = {(one.topic, fold(one.word)): one for one in session.execute(select(ImportWord)).scalars()}
        for (topic, word), meaning in meanings.items():
            row = known.get((topic, fold(word)))
            old = row.meaning if row else None
            if row is None:
                row = ImportWord(
                    topic=topic, word=word, meaning=meaning, learned_at=clock.now(), learned_by=""
                )
            row.meaning, row.learned_at, row.learned_by = meaning, clock.now(), actor.name
            session.add(row)
            session.flush()
            record(
                session, actor=actor, action="learn", noun="import_word", noun_id=row.id,
                changes={f"{topic}:{word}": (old, meaning)},
            )  # fmt: skip
    own_levels.forget()


def _kept_as_it_is(topic: str, word: str, meaning: str) -> bool:
    """Whether a word becomes a level of the office's own."""
    return topic == own_levels.TOPIC and meaning == word and own_levels.may_be(word) and not _is_a_name(word)


def _is_a_name(word: str) -> bool:
    """Whether the office already calls a level so that everybody has."""
    return fold(word) in map(fold, own_levels.names().values())


def unlearn(ids: list[int], *, actor: Actor) -> None:
    """Forget words, so that files are read again by what the product knows. Supervisors.

    Raises `RegistryRefused` for a level of the office's own that channels have."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        for row in session.execute(select(ImportWord).where(col(ImportWord.id).in_(ids))).scalars():
            if row.topic == own_levels.TOPIC and row.word == row.meaning:
                _refuse_used(session, row.word)
            record(
                session, actor=actor, action="unlearn", noun="import_word", noun_id=row.id,
                changes={f"{row.topic}:{row.word}": (row.meaning, None)},
            )  # fmt: skip
        session.execute(delete(ImportWord).where(col(ImportWord.id).in_(ids)))
    own_levels.forget()


def _refuse_used(session: Session, level: str) -> None:
    mine = select(func.count()).select_from(Channel).where(col(Channel.level) == level)
    if count := session.execute(mine).scalar_one():
        raise RegistryRefused("importing.refused.level_used", level=level, count=count)


def meanings_of(topic: str) -> tuple[str, ...]:
    """What a word of the topic can mean: the fields of files for a heading, else the values of the field."""
    if topic == HEADING:
        return (*(field.key for field in fields().values() if field.writable), ADDRESS)
    return fields()[topic].options if topic in fields() else ()
