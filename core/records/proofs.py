"""The file that proves a row of a chapter: one a row, kept by its digest, replaced or taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, SQLModel, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError
from core.records.chapters import chapter
from core.records.completeness import NOUN, own
from core.records.owners import insist_on_own, require_keeper
from core.records.values import not_frozen
from core.rules.evidence_files import File, keep
from db.engine import writing
from db.models import RecordProof


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that was handed in."""

    digest: str
    name: str


def attach(key: str, row: tuple[Any, ...], file: File, *, actor: Actor) -> None:
    """Keep a picture or PDF as the proof of a row, in the place of an earlier one. Whoever keeps the chapter.

    Raises `DomainError` for a file that is none, a row that is gone, a month that was frozen."""
    require(actor, Role.STAFF)
    require_keeper(chapter(key), actor)
    (kept,) = keep([file])
    put(key, row, Proof(kept.digest, kept.name), actor=actor)


def put(key: str, row: tuple[Any, ...], proof: Proof | None, *, actor: Actor) -> None:
    """Name a stored file as the proof of a row, or none any more. Raises as `attach` does."""
    require(actor, Role.STAFF)
    one = chapter(key)
    require_keeper(one, actor)
    with writing() as session:
        found = _row(session, key, row)
        insist_on_own(session, one, {field.name: getattr(found, field.name) for field in one.fields}, actor)
        not_frozen(session, getattr(found, one.day))
        old = session.get(RecordProof, (key, text_of(row)))
        changes = {
            "chapter": (None, key),
            "proof": (old.name if old else None, proof.name if proof else None),
        }
        forget(session, key, row)
        session.flush()
        if proof is not None:
            session.add(
                RecordProof(
                    chapter=key, row=text_of(row), digest=proof.digest, name=proof.name, made_by=actor.name,
                    made_at=clock.now(),
                )
            )  # fmt: skip
        number = row[0] if len(row) == 1 else 0
        record(session, actor=actor, action="evidence", noun=NOUN, noun_id=number, changes=changes)


def forget(session: Session, key: str, row: tuple[Any, ...]) -> None:
    """Take the proof of a row away with it."""
    mine = col(RecordProof.chapter) == key, col(RecordProof.row) == text_of(row)
    session.execute(delete(RecordProof).where(*mine))


def of_rows(session: Session, key: str, rows: Sequence[tuple[Any, ...]]) -> dict[str, Proof]:
    """The proofs of rows, by `text_of` their keys; rows without one are left out."""
    wanted = [text_of(row) for row in rows]
    query = select(RecordProof).where(col(RecordProof.chapter) == key, col(RecordProof.row).in_(wanted))
    return {one.row: Proof(one.digest, one.name) for one in session.execute(query).scalars()}


def text_of(row: tuple[Any, ...]) -> str:
    """A key as text."""
    return "|".join(str(part) for part in row)


def _row(session: Session, key: str, row: tuple[Any, ...]) -> SQLModel:
    one = chapter(key)
    query = select(one.model).where(*own(one), *_same(one.model, row))
    found: SQLModel | None = session.execute(query).scalars().first() if None not in row else None
    if found is None:
        raise DomainError("record_changed")
    return found


def _same(model: type[SQLModel], row: tuple[Any, ...]) -> list[Any]:
    columns = model.__table__.primary_key.columns  # type: ignore[attr-defined]
    return [column == value for column, value in zip(columns, row, strict=True)]
