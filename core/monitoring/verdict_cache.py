"""The verdict on every channel as it stands: judged once when something changed, read many times.

What changed is noted by the database itself (`db.aggregates.verdict_notes`). What nobody writes down is
found here: another rule set in force, another release of the rules, the last day of a person's word."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from core.common import clock
from core.monitoring import lease
from core.registry.kinds import kinds
from core.rules import mapping, store
from core.rules.assess import Assessed, assessed
from core.rules.results import Effect, Judge
from core.rules.ruleset import RuleSet
from db.engine import engines, is_postgresql, reading, writing
from db.models import Channel, ChannelVerdict, VerdictChange
from db.trouble import DatabaseTrouble, kind_of

# Raised with every change of the engine that could change a verdict.
ENGINE = 2
BATCH = 200
# What one run of a page judges at most, and for how many seconds it waits for other writers.
FOR_A_PAGE = 200
PAGE_WAIT_S = 0.2


@dataclass(slots=True)
class _Seen:
    """For which database, day and rule sets the stored verdicts were last compared with the rules."""

    state: tuple[Engine, date, tuple[str, ...]] | None = None


_seen = _Seen()


def for_a_page() -> None:
    """Make the stored verdicts fit to be read by a page, without keeping it waiting.

    Where a checker runs, judging is its work and nothing happens here. Where none does, a share is judged
    (`FOR_A_PAGE`), unless others are writing: then the verdicts are read as they stand (`waiting`)."""
    if lease.holder() is not None:
        return
    try:
        refresh(FOR_A_PAGE, wait_s=PAGE_WAIT_S)
    except SQLAlchemyError as error:
        if kind_of(error) is not DatabaseTrouble.BUSY:
            raise


def refresh(most: int | None = None, *, wait_s: float | None = None) -> int:
    """Judge every channel again that something changed of, `most` at most; return how many.

    Each batch is one short transaction, which waits `wait_s` for other writers (`writing`); whoever comes
    second finds nothing left to do."""
    _note_outdated(wait_s)
    done = 0
    while most is None or done < most:
        judged = _batch(BATCH if most is None else min(BATCH, most - done), wait_s)
        if not judged:
            break
        done += judged
    return done


def waiting() -> int:
    """How many channels something changed of since they were judged."""
    with reading() as session:
        distinct = select(col(VerdictChange.channel_id)).distinct().subquery()
        count: int = session.execute(select(func.count()).select_from(distinct)).scalar_one()
        return count


def _batch(size: int, wait_s: float | None) -> int:
    if not _any():
        return 0
    with writing(wait_s=wait_s) as session:
        _alone(session)
        changes = select(col(VerdictChange.channel_id)).distinct().limit(size)
        ids = list(session.execute(changes).scalars())
        # Taken away before the facts are read: what changes meanwhile leaves a note of its own.
        session.execute(delete(VerdictChange).where(col(VerdictChange.channel_id).in_(ids)))
        _store(session, ids)
        return len(ids)


def _any() -> bool:
    """Asked without a write transaction, so that a page waits for no writer when nothing changed."""
    with reading() as session:
        return session.execute(select(col(VerdictChange.id)).limit(1)).first() is not None


def _alone(session: Session) -> None:
    """Two must not judge one channel at once, the slower one by older facts. SQLite has one writer."""
    if is_postgresql(session):
        session.execute(text("LOCK TABLE channel_verdict IN SHARE ROW EXCLUSIVE MODE"))


def _store(session: Session, ids: Sequence[int]) -> None:
    session.execute(delete(ChannelVerdict).where(col(ChannelVerdict.channel_id).in_(ids)))
    bases = _bases(session, ids)
    rows = [_row(each, bases[each.channel_id]) for each in assessed(session, ids)]
    if rows:
        session.execute(insert(ChannelVerdict), rows)


def _row(each: Assessed, basis: str) -> dict[str, Any]:
    verdict, judges = each.verdict, each.verdict.by_judge()
    return {
        "channel_id": each.channel_id,
        "grade": verdict.grade.value,
        "base": verdict.base,
        "bonus": verdict.bonus,
        "vetoes": [line.indicator or line.result.indicator for line in verdict.vetoes],
        "deducted": [line.indicator for line in verdict.lines if line.effect is Effect.DEDUCTED],
        "machine": judges[Judge.MACHINE],
        "person": judges[Judge.PERSON],
        "nobody": judges[Judge.NOBODY],
        "rule_version": verdict.rule_version,
        "basis": basis,
        "expires_on": each.expires_on,
        "judged_at": clock.now(),
    }


def _note_outdated(wait_s: float | None) -> None:
    """Once for every day and every change of rule sets: note what was judged by others than are in force."""
    state = (engines().read, clock.today(), tuple(each.version for each in store.editions()))
    if _seen.state == state:
        return
    with reading() as session:
        ids = _outdated(session)
    for start in range(0, len(ids), BATCH):
        with writing(wait_s=wait_s) as session:
            rows = [{"channel_id": channel_id} for channel_id in ids[start : start + BATCH]]
            session.execute(insert(VerdictChange), rows)
    _seen.state = state


def _outdated(session: Session) -> list[int]:
    right = _Bases()
    rows = session.execute(
        select(
            col(Channel.id), col(Channel.kind), col(Channel.level), col(ChannelVerdict.basis),
            col(ChannelVerdict.expires_on),
        ).outerjoin(ChannelVerdict, col(ChannelVerdict.channel_id) == col(Channel.id))
    )  # fmt: skip
    noted = set(session.execute(select(col(VerdictChange.channel_id)).distinct()).scalars())
    today = clock.today()
    return [
        channel_id
        for channel_id, kind, level, basis, until in rows
        if kind in kinds()
        and channel_id not in noted
        and (basis != right.of(kind, level) or (until is not None and until < today))
    ]


def _bases(session: Session, ids: Iterable[int]) -> Mapping[int, str]:
    right = _Bases()
    rows = session.execute(
        select(col(Channel.id), col(Channel.kind), col(Channel.level)).where(col(Channel.id).in_(list(ids)))
    )
    return {channel_id: right.of(kind, level) for channel_id, kind, level in rows if kind in kinds()}


class _Bases:
    """The state of the rules in force for a kind and level, each computed once."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], str] = {}
        self._named: dict[str, str] = {}

    def of(self, kind: str, level: str) -> str:
        if (kind, level) not in self._of:
            rules = store.rule_set(kind=kind, level=level)
            named = self._named.get(rules.version) or self._named.setdefault(rules.version, _basis(rules))
            self._of[kind, level] = named
        return self._of[kind, level]


def _basis(rules: RuleSet) -> str:
    whole = json.dumps(rules.document(), sort_keys=True) + _mapping()
    return f"{rules.version}/{ENGINE}/{hashlib.sha256(whole.encode()).hexdigest()[:12]}"


@lru_cache(maxsize=1)
def _mapping() -> str:
    return mapping.FILE.read_text("utf-8")
