"""The chain over the audit trail: each seal covers one entry and the seal before it.

An entry that was changed, removed or slipped in between shows. Entries are sealed a moment after they were
written, in the order of their ids: writers never wait for each other at the chain's end. What was written but
not sealed yet is named as such."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from db.engine import reading, writing
from db.models import AuditEntry, AuditSeal

BEGINNING = "0" * 64
BATCH = 1000
# What is written down of a digest: enough of it that nobody finds another that begins alike.
_NOTED = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: `kind` is changed, removed or order; ids of seal and entry."""

    position: int
    entry_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class ChainState:
    """What verifying found: how many entries are sealed and how many wait, the newest digest, the breaks."""

    sealed: int
    waiting: int
    head: str
    breaks: tuple[Break, ...]

    @property
    def whole(self) -> bool:
        return not self.breaks


def seal_new(*, most: int = BATCH) -> int:
    """Seal the next entries in one short transaction; how many. 0 also when another was first."""
    try:
        with writing() as session:
            last = session.exec(select(AuditSeal).order_by(col(AuditSeal.position).desc()).limit(1)).first()
            position, before = (last.position, last.digest) if last else (0, BEGINNING)
            entries = session.exec(
                select(AuditEntry)
                .where(
                    ~select(AuditSeal.position).where(col(AuditSeal.entry_id) == col(AuditEntry.id)).exists()
                )
                .order_by(col(AuditEntry.id))
                .limit(most)
            ).all()
            for entry in entries:
                position += 1
                before = digest(entry, before)
                session.add(AuditSeal(position=position, entry_id=entry.id, digest=before))
        return len(entries)
    except IntegrityError:
        return 0


def seal_all() -> int:
    """Seal everything that waits, a batch at a time; how many entries that were."""
    total = 0
    while done := seal_new():
        total += done
    return total


def position_of(noted: str) -> int | None:
    """How many entries were sealed when this digest, or the beginning of it, was the newest; None when no
    seal has it: the end was cut off since, or the chain made anew."""
    written = "".join(noted.split()).lower()
    if not _NOTED.fullmatch(written):
        return None
    with reading() as session:
        wanted = select(AuditSeal.position).where(col(AuditSeal.digest).startswith(written))
        return session.exec(wanted.order_by(col(AuditSeal.position).desc()).limit(1)).first()


def verify() -> ChainState:
    """Compute the whole chain anew and compare; reads only."""
    breaks: list[Break] = []
    before, sealed = BEGINNING, 0
    with reading() as session:
        for seal, entry in _pairs(session):
            sealed += 1
            if seal.position != sealed:
                breaks.append(Break(seal.position, seal.entry_id, "order"))
                sealed = seal.position
            if entry is None:
                breaks.append(Break(seal.position, seal.entry_id, "removed"))
            elif digest(entry, before) != seal.digest:
                breaks.append(Break(seal.position, seal.entry_id, "changed"))
            before = seal.digest
        entries = session.exec(select(func.count()).select_from(AuditEntry)).one()
        covered = session.exec(
            select(func.count())
            .select_from(AuditEntry)
            .join(AuditSeal, col(AuditSeal.entry_id) == col(AuditEntry.id))
        ).one()
    return ChainState(sealed=covered, waiting=entries - covered, head=before, breaks=tuple(breaks))


def digest(entry: AuditEntry, before: str) -> str:
    """SHA-256 over the digest before and all that the entry says, in a form that both databases give back."""
    said: list[Any] = [
        before,
        entry.id,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.role,
        entry.action,
        entry.noun,
        entry.noun_id,
        entry.changes,
        entry.reason,
        entry.came_from,
    ]
    if entry.account_id is not None:
        # Entries without one were sealed before there was any.
        said.append(entry.account_id)
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _pairs(session: Session) -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    after = 0
    while True:
        rows = session.exec(
            select(AuditSeal, AuditEntry)
            .outerjoin(AuditEntry, col(AuditEntry.id) == col(AuditSeal.entry_id))
            .where(col(AuditSeal.position) > after)
            .order_by(col(AuditSeal.position))
            .limit(BATCH)
        ).all()
        if not rows:
            return
        after = rows[-1][0].position
        yield from [(seal, entry) for seal, entry in rows]
        session.expunge_all()
