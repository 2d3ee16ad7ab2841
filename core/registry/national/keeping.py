"""Comparisons that are kept: written with the day of the export, read as the work list of today, withdrawn.

What was decided about a difference goes along to the next export as long as both sides say what they said."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import RegistryRefused
from core.common.past import happened_on
from core.common.subtree import of_unit
from core.registry.fields import fold
from core.registry.national.comparing import Comparison, compared, same, value_now
from core.registry.search import GONE
from db.engine import changed, reading, writing
from db.models import (
    Channel,
    ImportBatch,
    NationalDifference,
    NationalExport,
    Remedy,
    Unit,
    Way,
)

NOUN = "national_export"
CHUNK = 1_000
SETTLED = (Remedy.HERE, Remedy.CORRECTED, Remedy.LEFT)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are wanted; empty means any."""

    way: str = ""
    field: str = ""
    remedy: str = ""
    kind: str = ""
    unit_id: int | None = None
    own_only: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the work list. `now` is what the registry says today; `remedy` as it holds today: a side
    that was put right without the list counts, an import that was taken back does not."""

    id: int
    way: Way
    channel_id: int | None
    field: str
    name: str
    kind: str
    unit: str
    ours: str
    now: str
    theirs: str
    said: Mapping[str, Any]
    place: str
    remedy: Remedy
    again: bool
    batch_id: int | None
    owner: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    done_on: date | None
    version: int

    @property
    def waits(self) -> bool:
        """Whether somebody still has to put it right."""
        return self.remedy not in SETTLED


def keep(found: Comparison, *, exported_on: date, actor: Actor) -> int:
    """Keep a comparison with the day of its export; returns its id. Supervisors.

    Raises `RegistryRefused` for a file that was compared already."""
    require(actor, Role.SUPERVISOR)
    day = happened_on(exported_on)
    with writing() as session:
        _refuse_known(session, found.file.digest, day)
        before = _decided_before(session, day)
        export = NationalExport(
            at=clock.now(), actor=actor.name, exported_on=day, file_name=found.file.name[:200],
            digest=found.file.digest, covers=" ".join(found.covers), rows=found.rows,
            matched=found.matched, same=found.same,
        )  # fmt: skip
        session.add(export)
        session.flush()
        rows = [_row(export.id, one, before) for one in found.differences]
        for start in range(0, len(rows), CHUNK):
            session.execute(insert(NationalDifference), rows[start : start + CHUNK])
        record(
            session, actor=actor, action="compare", noun=NOUN, noun_id=export.id,
            changes={"exported_on": (None, day), "differences": (None, len(rows))},
            reason=found.file.name[:200],
        )  # fmt: skip
        return export.id


def withdraw(export_id: int, *, actor: Actor) -> None:
    """Let a comparison be as if it had not been made, such as one of the wrong file. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        same_one = update(NationalExport).where(
            col(NationalExport.id) == export_id, col(NationalExport.withdrawn_at).is_(None)
        )
        values = {"withdrawn_at": clock.now(), "withdrawn_by": actor.name}
        if not changed(session, same_one.values(version=col(NationalExport.version) + 1, **values)):
            raise RegistryRefused("national.refused.gone")
        record(
            session, actor=actor, action="remove", noun=NOUN, noun_id=export_id,
            changes={"withdrawn_by": (None, actor.name)},
        )  # fmt: skip


def exports() -> tuple[NationalExport, ...]:
    """The comparisons that hold, that of the latest export first: its lines are the work list."""
    query = (
        select(NationalExport)
        .where(col(NationalExport.withdrawn_at).is_(None))
        .order_by(col(NationalExport.exported_on).desc(), col(NationalExport.id).desc())
    )
    with reading() as session:
        rows = tuple(session.execute(query).scalars())
        session.expunge_all()
    return rows


def lines(export_id: int, wanted: Filter = Filter()) -> tuple[Listed, ...]:
    """The lines of one comparison that are wanted, what waits first, then by channel and field."""
    with reading() as session:
        found = _lines(session, col(NationalDifference.export_id) == export_id, wanted)
    order = {field: place for place, field in enumerate(compared())}
    kept = [one for one in found if _holds(one, wanted)]
    return tuple(
        sorted(kept, key=lambda one: (not one.waits, one.way, one.name, order.get(one.field, 0), one.id))
    )


def by_id(session: Session, ids: Sequence[int]) -> list[Listed]:
    """These lines as they hold now."""
    return _lines(session, col(NationalDifference.id).in_(ids), Filter())


def counts(export_id: int) -> Counter[str]:
    """How many lines of a comparison there are of each way (`way.x`) and of each remedy (`remedy.x`)."""
    found: Counter[str] = Counter()
    for one in lines(export_id):
        found[f"way.{one.way.value}"] += 1
        if one.way is not Way.UNREAD:
            found[f"remedy.{one.remedy.value}"] += 1
    return found


def _lines(session: Session, which: Any, wanted: Filter) -> list[Listed]:
    query = (
        select(NationalDifference, Channel, col(Unit.name), col(ImportBatch.undone_at))
        .outerjoin(Channel, col(Channel.id) == col(NationalDifference.channel_id))
        .outerjoin(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(ImportBatch, col(ImportBatch.id) == col(NationalDifference.batch_id))
        .where(which)
    )
    for column, value in ((NationalDifference.way, wanted.way), (NationalDifference.field, wanted.field),
                          (NationalDifference.kind, wanted.kind)):  # fmt: skip
        if value:
            query = query.where(col(column) == value)
    if wanted.unit_id is not None:
        query = query.where(of_unit(col(Channel.unit_id), wanted.unit_id, own_only=wanted.own_only))
    return [_listed(*row) for row in session.execute(query)]


def _listed(one: NationalDifference, channel: Channel | None, unit: str | None, undone: Any) -> Listed:
    now = value_now(one.field, channel.model_dump(), unit or "") if channel and one.field else ""
    remedy = one.remedy
    if remedy is Remedy.HERE and undone is not None:
        remedy = Remedy.OPEN
    if remedy in (Remedy.OPEN, Remedy.THERE) and _equal_now(one, channel, now):
        remedy = Remedy.HERE
    return Listed(
        one.id, one.way, one.channel_id, one.field, one.name, one.kind, unit or "", one.ours, now, one.theirs,
        one.said, one.place, remedy, one.again, one.batch_id, one.owner, one.decided_by, one.decided_at,
        one.reason, one.done_on, one.version,
    )  # fmt: skip


def _equal_now(one: NationalDifference, channel: Channel | None, now: str) -> bool:
    """Whether our side was put right since, with the list or without."""
    if one.way is Way.ONLY_HERE:
        return channel is None or channel.registered in GONE
    return one.way is Way.DIFFERS and channel is not None and same(one.field, now, one.theirs)


def _holds(one: Listed, wanted: Filter) -> bool:
    if wanted.remedy == "waits" and not one.waits:
        return False
    if wanted.remedy not in ("", "waits") and one.remedy.value != wanted.remedy:
        return False
    whole = fold(" ".join((one.name, one.unit, one.now, one.ours, one.theirs)))
    return all(fold(word) in whole for word in wanted.words.split())


def _refuse_known(session: Session, digest: str, day: date) -> None:
    known = session.execute(
        select(col(NationalExport.exported_on)).where(
            col(NationalExport.digest) == digest,
            col(NationalExport.exported_on) == day,
            col(NationalExport.withdrawn_at).is_(None),
        )
    ).first()
    if known:
        raise RegistryRefused("national.refused.twice", day=known[0].isoformat())


Mark = tuple[Any, ...]


def _decided_before(session: Session, day: date) -> dict[Mark, Listed]:
    """What was decided about the lines of the export before."""
    last = session.execute(
        select(col(NationalExport.id))
        .where(col(NationalExport.withdrawn_at).is_(None), col(NationalExport.exported_on) <= day)
        .order_by(col(NationalExport.exported_on).desc(), col(NationalExport.id).desc())
        .limit(1)
    ).scalar()
    if last is None:
        return {}
    found = _lines(session, col(NationalDifference.export_id) == last, Filter())
    return {_mark(one): one for one in found}


def _mark(one: Any) -> Mark:
    return one.way, one.channel_id, one.field, "" if one.channel_id else (one.kind, fold(one.name))


def _row(export_id: int, one: Any, before: Mapping[Mark, Listed]) -> dict[str, Any]:
    row = {
        "export_id": export_id, "way": one.way, "channel_id": one.channel_id, "field": one.field,
        "name": one.name[:200], "kind": one.kind, "ours": one.ours, "theirs": one.theirs,
        "said": dict(one.said), "place": one.place[:80], "remedy": Remedy.OPEN, "again": False,
        "batch_id": None, "owner": "", "decided_by": "", "decided_at": None, "reason": "", "done_on": None,
        "version": 1,
    }  # fmt: skip
    last = before.get(_mark(one))
    if last is None:
        return row
    if last.remedy in (Remedy.CORRECTED, Remedy.HERE):
        return row | {"again": True}
    if last.remedy is not Remedy.OPEN and (last.now or last.ours, last.theirs) == (one.ours, one.theirs):
        kept = ("remedy", "owner", "decided_by", "decided_at", "reason")
        return row | {name: getattr(last, name) for name in kept} | {"again": last.again}
    return row | {"again": last.again}
