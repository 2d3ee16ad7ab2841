"""Copies of the installation: when one is due, how the last ones went, and which are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError
from core.common.settings import Settings, settings
from core.monitoring.lease import LeaseToken, insist
from db.engine import changed, reading, writing
from db.models import AuditEntry, Backup

# A night's copy may be so late until the page says so: the next morning, not a night later.
LATE_AFTER = timedelta(hours=30)
AGAIN_AFTER = timedelta(hours=1)
# One that was begun so long ago and not ended: its process is gone.
LOST_AFTER = timedelta(hours=6)
LONGEST_ERROR = 500
Tone = Literal["well", "late", "wrong", "unknown"]


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One copy as the list shows it; `kept`: its file is there still."""

    id: int
    asked_at: datetime
    asked_by: str
    name: str
    made_at: datetime | None
    size: int
    files: int
    verified_at: datetime | None
    error: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Last:
    """When a copy was last made, and last found whole in a scratch database; `tone` as the page shows it."""

    made_at: datetime | None
    verified_at: datetime | None
    error: str
    tone: Tone


def ask(*, actor: Actor) -> None:
    """Ask the checker for a copy now. Administrators. Raises `DomainError` while one is waiting."""
    require(actor, Role.ADMINISTRATOR)
    with writing() as session:
        if _waiting(session) is not None:
            raise DomainError("backup_waiting")
        row = Backup(asked_at=clock.now(), asked_by=actor.name)
        session.add(row)
        session.flush()
        record(session, actor=actor, action="backup", noun="backup", noun_id=row.id, changes={})


def lines(*, actor: Actor, limit: int = 30) -> tuple[BackupLine, ...]:
    """The newest copies, those that failed and those kept no longer too. Administrators."""
    require(actor, Role.ADMINISTRATOR)
    with reading() as session:
        rows = session.execute(select(Backup).order_by(col(Backup.id).desc()).limit(limit)).scalars().all()
    return tuple(
        BackupLine(
            row.id, row.asked_at, row.asked_by, row.name, row.made_at, row.size, row.files,
            row.verified_at, row.error, row.made_at is not None and row.dropped_at is None,
        )
        for row in rows
    )  # fmt: skip


def last(*, actor: Actor) -> Last:
    """How it stands with copies. Administrators."""
    require(actor, Role.ADMINISTRATOR)
    with reading() as session:
        made, verified = _newest(session, col(Backup.made_at)), _newest(session, col(Backup.verified_at))
        newest = session.execute(
            select(Backup).where(col(Backup.begun_at).is_not(None)).order_by(col(Backup.id).desc()).limit(1)
        ).scalar_one_or_none()
    error = newest.error if newest else ""
    return Last(made, verified, error, _tone(verified, error))


def begin(token: LeaseToken) -> tuple[int, str] | None:
    """Take the copy that is asked for, or due by the hour of the night: its id and the name of its file.

    None when nothing is due. Raises `LeaseLost`."""
    now = clock.now()
    with writing() as session:
        insist(session, token)
        row = _waiting(session)
        if row is None:
            if not _due(session, settings(), now):
                return None
            row = Backup(asked_at=now)
        name = f"supervision-{now.astimezone(clock.SHANGHAI):%Y%m%d-%H%M%S}.backup"
        row.begun_at, row.name, row.error = now, name, ""
        session.add(row)
        session.flush()
        return row.id, name


def made(token: LeaseToken, backup_id: int, *, size: int, files: int, damaged: int) -> None:
    """The copy is written: bytes of the database's, files beside it, files left out as damaged."""
    _set(token, backup_id, made_at=clock.now(), size=size, files=files, damaged=damaged)


def verified(token: LeaseToken, backup_id: int) -> None:
    """The copy was brought back into a scratch database and is whole there."""
    _set(token, backup_id, verified_at=clock.now())


def failed(token: LeaseToken, backup_id: int, why: str) -> None:
    """The copy was not made, or is not whole."""
    _set(token, backup_id, error=why[:LONGEST_ERROR] or "-")


def superseded() -> dict[int, str]:
    """Copies that the rule keeps no longer: id → name. The newest one found whole is always kept."""
    with reading() as session:
        rows = session.execute(
            select(col(Backup.id), col(Backup.name), col(Backup.made_at), col(Backup.verified_at)).where(
                col(Backup.made_at).is_not(None), col(Backup.dropped_at).is_(None)
            )
        ).all()
    whole = [(made_at, ident) for ident, _, made_at, checked in rows if checked is not None]
    chosen = settings()
    keep = kept(whole, days=chosen.backup_days, weeks=chosen.backup_weeks, months=chosen.backup_months)
    # One that was not found whole is no safety, but the newest may yet be looked at.
    keep.add(max((ident for ident, *_ in rows), default=0))
    return {ident: name for ident, name, *_ in rows if ident not in keep}


def kept(copies: Iterable[tuple[datetime, int]], *, days: int, weeks: int, months: int) -> set[int]:
    """The ids of copies (made at, id) to keep: the newest of each of the last `days` days that have one, and
    so for weeks and months of Asia/Shanghai."""
    newest_first = sorted(copies, reverse=True)
    found: set[int] = set()
    for count, form in ((days, "%Y-%m-%d"), (weeks, "%G-%V"), (months, "%Y-%m")):
        spans: dict[str, int] = {}
        for at, ident in newest_first:
            spans.setdefault(f"{at.astimezone(clock.SHANGHAI):{form}}", ident)
        found |= set(list(spans.values())[:count])
    return found | {ident for _, ident in newest_first[:1]}


def dropped(token: LeaseToken, backup_ids: Sequence[int]) -> None:
    """The files of these copies are gone."""
    for backup_id in backup_ids:
        _set(token, backup_id, dropped_at=clock.now())


def _set(token: LeaseToken, backup_id: int, **values: object) -> None:
    with writing() as session:
        insist(session, token)
        changed(session, update(Backup).where(col(Backup.id) == backup_id).values(**values))


def _waiting(session: Session) -> Backup | None:
    return session.execute(
        select(Backup).where(col(Backup.begun_at).is_(None)).order_by(col(Backup.id)).limit(1)
    ).scalar_one_or_none()


def _due(session: Session, chosen: Settings, now: datetime) -> bool:
    if chosen.backup_hour < 0:
        return False
    hour = _hour_before(now, chosen.backup_hour)
    newest = session.execute(
        select(Backup)
        .where(col(Backup.begun_at) <= now + clock.SKEW)
        .order_by(col(Backup.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    if newest is not None and newest.begun_at is not None:
        if newest.made_at is None and not newest.error and now - newest.begun_at < LOST_AFTER:
            return False
        if newest.error and now - newest.begun_at < AGAIN_AFTER:
            return False
        if not newest.error and newest.made_at is not None and newest.begun_at >= hour:
            return False
    # Nothing to lose yet: an installation made since then has its first copy next night.
    older = select(col(AuditEntry.id)).where(col(AuditEntry.at) < hour).limit(1)
    return session.execute(older).first() is not None


def _hour_before(now: datetime, hour: int) -> datetime:
    """The last time that it was `hour` o'clock in Asia/Shanghai."""
    here = now.astimezone(clock.SHANGHAI)
    today = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= here else today - timedelta(days=1)


def _newest(session: Session, column: object) -> datetime | None:
    """The newest instant of a column; one of a clock that ran ahead counts for nothing."""
    wanted = select(column).where(column <= clock.now() + clock.SKEW)  # type: ignore[call-overload, operator]
    found: datetime | None = session.execute(
        wanted.order_by(column.desc()).limit(1)  # type: ignore[attr-defined]
    ).scalar_one_or_none()
    return found


def _tone(verified_at: datetime | None, error: str) -> Tone:
    if error:
        return "wrong"
    if settings().backup_hour < 0:
        return "unknown"
    if verified_at is None or clock.now() - verified_at > LATE_AFTER:
        return "late"
    return "well"
