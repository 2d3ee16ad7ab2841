"""Putting differences right: here by an import that can be taken back as any, there by whoever does it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import RegistryRefused
from core.common.notes import reason_of
from core.common.past import happened_on
from core.registry.fields import fields
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.headings import Headings
from core.registry.importing.plan import Options, PlannedRow
from core.registry.importing.reading import Part, RegistryFile
from core.registry.importing.table import Row, Table
from core.registry.importing.undo import undo
from core.registry.national.keeping import Listed, by_id
from db.engine import changed, reading, writing
from db.models import Channel, NationalDifference, NationalExport, Remedy, Way

NOUN = "national_difference"
OWNER_LIMIT = 64
NAMED = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken over: the import by which it was, how many lines, and why others were not."""

    batch: int
    count: int
    refused: tuple[str, ...]


def take_over(ids: Sequence[int], *, actor: Actor) -> Taken:
    """Take what the national system says into the registry, as one import: judged, recorded and taken back as
    any import is. A channel that only it has is entered with all that it says. Supervisors.

    Raises `DomainError` when nothing of it can be taken over."""
    require(actor, Role.SUPERVISOR)
    with reading() as session:
        found = [one for one in by_id(session, ids) if one.waits]
        wanted = [one for one in found if _has_something(one)]
        codes = _codes(session, [one.channel_id for one in wanted if one.channel_id])
        name = _name(session, ids)
    if not wanted:
        raise RegistryRefused("national.refused.nothing_there")
    rows = _rows(wanted, codes)
    file = _file(rows, name)
    # How the national system writes a level is not how this office calls it.
    options = Options(skip_wrong=True, level_names=False)
    plan = dry_run(file, options)
    refused = [_why(row, rows) for row in plan.rows if row.action == "wrong"]
    refused += [_nothing_there(one) for one in found if not _has_something(one)]
    if not plan.does_something():
        raise RegistryRefused("national.refused.none_taken", why=" ".join(refused[:NAMED]))
    taken = {row.number for row in plan.rows if row.action in ("add", "change")}
    lines = [one for number, (_, few) in rows.items() if number in taken for one in few]

    def done(session: Session, batch: int, _plan: object) -> None:
        for one in lines:
            _set(session, one, actor, "take-over", remedy=Remedy.HERE, batch_id=batch)

    batch = apply(file, options, seen=plan.fingerprint(), actor=actor, done=done)
    return Taken(batch, len(lines), tuple(refused))


def give_back(batch: int, *, actor: Actor) -> None:
    """Take a taking-over back: every channel says again what it said, if nobody changed it since.
    Supervisors."""
    undo(batch, actor=actor)


def mark(ids: Sequence[int], *, owner: str, reason: str = "", actor: Actor) -> int:
    """Say that the national system is to be corrected, and by whom; returns how many lines. Supervisors."""
    require(actor, Role.SUPERVISOR)
    who = owner.strip()[:OWNER_LIMIT] or actor.name
    return _each(
        ids, (Remedy.OPEN, Remedy.THERE), actor, "correct-there",
        remedy=Remedy.THERE, owner=who, reason=reason.strip(), done_on=None,
    )  # fmt: skip


def corrected(ids: Sequence[int], *, day: date | None = None, actor: Actor) -> int:
    """Say that the national system was corrected, on `day` (today). Supervisors."""
    require(actor, Role.SUPERVISOR)
    return _each(ids, (Remedy.OPEN, Remedy.THERE), actor, "corrected-there",
                 remedy=Remedy.CORRECTED, done_on=happened_on(day))  # fmt: skip


def leave(ids: Sequence[int], *, reason: str, actor: Actor) -> int:
    """Let differences be, with a reason. Supervisors."""
    require(actor, Role.SUPERVISOR)
    why = reason_of(reason)
    return _each(ids, (Remedy.OPEN, Remedy.THERE), actor, "let-be", remedy=Remedy.LEFT, reason=why)


def open_again(ids: Sequence[int], *, actor: Actor) -> int:
    """Take back what was said of lines: they wait again. What was taken over is given back by its import
    alone. Supervisors."""
    require(actor, Role.SUPERVISOR)
    said = (Remedy.THERE, Remedy.CORRECTED, Remedy.LEFT)
    return _each(ids, said, actor, "reopen", remedy=Remedy.OPEN, owner="", reason="", done_on=None)


def _each(
    ids: Sequence[int], of: Iterable[Remedy], actor: Actor, action: str, **values: Any
) -> int:  # fmt: skip
    """Move those of the lines that stand where they can be moved from; the others are counted out."""
    with writing() as session:
        fitting = [one for one in by_id(session, ids) if one.remedy in of and one.way is not Way.UNREAD]
        if not fitting:
            raise RegistryRefused("national.refused.none_fits")
        for one in fitting:
            _set(session, one, actor, action, **values)
        return len(fitting)


def _set(session: Session, one: Listed, actor: Actor, action: str, **values: Any) -> None:
    """Change a line that is still as it was read, with its row of the trail."""
    this = update(NationalDifference).where(
        col(NationalDifference.id) == one.id, col(NationalDifference.version) == one.version
    )
    said = {**values, "decided_by": actor.name, "decided_at": clock.now(), "version": one.version + 1}
    if not changed(session, this.values(said)):
        raise RegistryRefused("national.refused.changed", name=one.name)
    record(
        session, actor=actor, action=action, noun=NOUN, noun_id=one.id,
        changes={key: (getattr(one, key), value) for key, value in values.items()
                 if getattr(one, key) != value},
        reason=str(values.get("reason") or ""),
    )  # fmt: skip


def _has_something(one: Listed) -> bool:
    return one.way is Way.ONLY_THERE or (one.way is Way.DIFFERS and bool(one.theirs))


def _codes(session: Session, ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(col(Channel.id), col(Channel.code)).where(col(Channel.id).in_(ids)))
    return dict(rows.all())


Wanted = dict[int, tuple[dict[str, Any], list[Listed]]]


def _rows(wanted: Sequence[Listed], codes: dict[int, str]) -> Wanted:
    """Number → the cells of a row and the lines it puts right: one row a channel."""
    by_channel: dict[Any, list[Listed]] = defaultdict(list)
    for one in wanted:
        by_channel[one.channel_id or f"new {one.id}"].append(one)
    rows: Wanted = {}
    for number, (channel, few) in enumerate(by_channel.items(), start=2):
        if isinstance(channel, int):
            cells = {"code": codes[channel], **{one.field: one.theirs for one in few}}
        else:
            cells = {"name": few[0].name, "kind": few[0].kind, **few[0].said}
        rows[number] = (cells, few)
    return rows


def _name(session: Session, ids: Sequence[int]) -> str:
    """The name of the file that the lines are of."""
    query = (
        select(col(NationalExport.file_name))
        .join(NationalDifference, col(NationalDifference.export_id) == col(NationalExport.id))
        .where(col(NationalDifference.id).in_(ids))
    )
    return str(session.execute(query.limit(1)).scalar() or "")


def _file(rows: Wanted, name: str) -> RegistryFile:
    keys = list(dict.fromkeys(key for cells, _ in rows.values() for key in cells))
    table = Table([Row(number, [cells.get(key) for key in keys]) for number, (cells, _) in rows.items()])
    headings = Headings(1, dict(enumerate(keys)), (), dict(enumerate(keys)))
    part = Part(table, headings, tuple(table.rows), dict.fromkeys(rows, ""))
    digest = hashlib.sha256(repr([name, *(cells for cells, _ in rows.values())]).encode()).hexdigest()
    return RegistryFile(name, digest, (part,))


def _why(row: PlannedRow, rows: Wanted) -> str:
    name = rows[row.number][1][0].name
    return f"{name}: " + " ".join(str(fault) for fault in row.faults)


def _nothing_there(one: Listed) -> str:
    return str(RegistryRefused("national.refused.blank", name=one.name, field=fields()[one.field].label))
