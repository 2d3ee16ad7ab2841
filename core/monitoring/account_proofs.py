"""What persons saw of an account that nobody can read from outside, with a picture or PDF as proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, reaches, record, require
from core.common import clock
from core.common import stored_files as store
from core.common.errors import ProofRefused
from core.common.notes import note_of
from core.common.stored_files import Kept
from core.monitoring import requests
from core.monitoring.kinds_of_checks import ACCOUNTS
from core.registry.kinds import keys_of
from core.rules import evidence_files
from core.rules.evidence_files import File
from db.engine import reading, writing
from db.models import AccountProof, Channel


@dataclass(frozen=True, slots=True)
class Given:
    """One person's word. `digest` is empty where no file was handed in; `size` in bytes."""

    id: int
    last_post_on: date
    note: str
    actor: str
    at: datetime
    digest: str
    name: str
    media: str
    size: int

    def thumbnail(self) -> bytes | None:
        """The small copy of a picture that pages show; None for any other file."""
        return store.thumbnail(self.digest)

    def data(self) -> bytes | None:
        """The file's bytes; None without one, or when it is not whole any more."""
        return store.read(self.digest) if self.digest else None


def give(
    channel_id: int, last_post_on: date, *, note: str = "", file: File | None = None, actor: Actor
) -> int:
    """Record on which day an account last posted, as `actor` saw it today, and ask that it be judged anew;
    returns the proof's id. Staff of the account's unit or of one above it, and supervisors.

    Raises `DomainError` for a day to come, a channel that is no account, a file that is no picture or PDF."""
    require(actor, Role.STAFF)
    said = note_of(note)
    if last_post_on > clock.today():
        raise ProofRefused("future", day=last_post_on.isoformat())
    kept = evidence_files.keep([file])[0] if file else None
    with writing() as session:
        return _write(session, channel_id, last_post_on, said, kept, actor)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person saw of one account. `note`: title and address of the post, as far as known."""

    channel_id: int
    last_post_on: date
    note: str = ""


def give_many(seen: Sequence[Seen], *, file: File | None = None, actor: Actor) -> int:
    """Record many accounts at once, all or none, with one file for all of them; returns how many.

    Whoever may `give` for each of them. Raises `DomainError` as `give` does, naming the account."""
    require(actor, Role.STAFF)
    ahead = next((one.last_post_on for one in seen if one.last_post_on > clock.today()), None)
    if ahead:
        raise ProofRefused("future", day=ahead.isoformat())
    if not seen:
        raise ProofRefused("nothing")
    kept = evidence_files.keep([file])[0] if file else None
    with writing() as session:
        for one in seen:
            _write(session, one.channel_id, one.last_post_on, note_of(one.note), kept, actor)
    return len(seen)


def given(channel_id: int, *, limit: int = 20) -> tuple[Given, ...]:
    """The proofs of one account, the newest first; the newest is the one that counts."""
    with reading() as session:
        rows = session.execute(
            select(AccountProof)
            .where(col(AccountProof.channel_id) == channel_id)
            .order_by(col(AccountProof.id).desc())
            .limit(limit)
        ).scalars()
        return tuple(
            Given(
                row.id, row.last_post_on, row.note, row.actor, row.at, row.digest, row.name,
                row.media, row.size,
            )
            for row in rows
        )  # fmt: skip


def _write(
    session: Session, channel_id: int, last_post_on: date, note: str, kept: Kept | None, actor: Actor
) -> int:
    channel = session.get(Channel, channel_id)
    if channel is None or channel.kind not in keys_of("account"):
        raise ProofRefused("no_account")
    _own(session, channel, actor)
    proof = AccountProof(
        channel_id=channel_id, last_post_on=last_post_on, note=note, actor=actor.name, at=clock.now()
    )
    if kept:
        proof.digest, proof.name, proof.media, proof.size = kept.digest, kept.name, kept.media, kept.size
    session.add(proof)
    session.flush()
    record(
        session, actor=actor, action="prove", noun="channel", noun_id=channel_id,
        changes={"last_post_on": (None, last_post_on.isoformat())}, reason=note,
    )  # fmt: skip
    requests.ask(session, channel_id=channel_id, check=ACCOUNTS, actor=actor)
    return proof.id


def _own(session: Session, channel: Channel, actor: Actor) -> None:
    """Staff of one unit speak only for its accounts and those of units below it."""
    if not reaches(session, channel.unit_id, actor):
        raise ProofRefused("other_unit", name=channel.name)
