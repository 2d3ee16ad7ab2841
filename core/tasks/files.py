"""A file with what many channels have done of a task: the template lists them, each row is looked at before
anything is written, and the good ones are proved by a job that can be taken back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import clock, stored_files
from core.common.errors import DomainError, TaskRefused
from core.common.sheet import Sheet
from core.common.text import LANGUAGES, catalogue, t
from core.jobs import Kind, Outcome, Sentence, Undo, Work, start
from core.registry.fields import fold
from core.registry.importing.filled_in import cell_of, day_of, headings_in, shown, tables_of
from core.registry.importing.table import Row, Table
from core.registry.values import Raw, Unreadable, one_line
from core.tasks.proving import AT_MOST, Proof, prove, unprove
from db.engine import reading, with_each_transaction
from db.models import Channel, TaskChannel, TaskState, Unit

ENTER, TAKE_BACK = "tasks.prove", "tasks.unprove"
HEADINGS = ("code", "channel", "unit", "done_on", "address", "note")


@dataclass(frozen=True, slots=True)
class Planned:
    """One row of a file: `proof` is None for a row that is left out, with `fault` saying why; a row without
    a day says nothing yet."""

    number: int
    shown: str
    proof: Proof | None = None
    fault: str = ""


def template(task_id: int) -> Sheet:
    """The channels of a task that are still asked, to be filled in."""
    rows = [[code, name, unit, None, "", ""] for _, code, name, unit in _asked(task_id)]
    return Sheet(t("tasks.file.sheet"), [t(f"tasks.file.heading.{one}") for one in HEADINGS], rows)


def planned(task_id: int, data: bytes, name: str) -> tuple[Planned, ...]:
    """What every row would do. Raises `DomainError` for a file that is none, has not the headings, or holds
    more rows than are taken at once."""
    for table in tables_of(data, name):
        if found := _headings(table):
            return _planned(task_id, table, *found)
    wanted = t("document.comma").join(t(f"tasks.file.heading.{one}") for one in ("code", "done_on"))
    raise DomainError("record_headings", wanted=wanted)


def ask(task_id: int, data: bytes, name: str, *, actor: Actor, once: str = "") -> int:
    """Ask for the good rows of a file to be proved; returns the job's id. Staff, for channels of their
    branch."""
    require(actor, Role.STAFF)
    parameters = {"task": task_id, "digest": stored_files.keep_bytes(data), "name": name}
    return start(ENTER, parameters, actor=actor, title=Sentence("tasks.file.job", {"name": name}), once=once)


def _asked(task_id: int) -> Sequence[tuple[int, str, str, str]]:
    query = (
        select(col(TaskChannel.id), col(Channel.code), col(Channel.name), col(Unit.name))
        .join(Channel, col(Channel.id) == col(TaskChannel.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(
            col(TaskChannel.task_id) == task_id,
            col(TaskChannel.state).in_([TaskState.WAITING, TaskState.RETURNED]),
        )
        .order_by(col(Unit.name), col(Channel.name))
    )
    with reading() as session:
        return [tuple(row) for row in session.execute(query)]


def _headings(table: Table) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each; None where the channel or the day has none."""
    spelled = {
        fold(catalogue(language)[f"tasks.file.heading.{one}"]): one
        for language in LANGUAGES
        for one in HEADINGS
    }
    found = headings_in(
        table, spelled, lambda known: "done_on" in known and bool({"code", "channel"} & {*known})
    )
    return found and (found[0], {one: place for place, one in found[1].items()})


def _planned(task_id: int, table: Table, head: int, places: Mapping[str, int]) -> tuple[Planned, ...]:
    rows = [row for row in table.rows if row.number > head]
    if len(rows) > AT_MOST * 10:
        raise TaskRefused("many", most=AT_MOST * 10)
    lines: dict[str, set[int]] = defaultdict(set)
    for line_id, code, name, _ in _asked(task_id):
        lines[fold(code)].add(line_id)
        lines[fold(name)].add(line_id)
    taken: set[int] = set()
    return tuple(_row(row, places, lines, taken, table) for row in rows)


def _row(
    row: Row, places: Mapping[str, int], lines: Mapping[str, set[int]], taken: set[int], table: Table
) -> Planned:
    cells = {one: cell_of(row, place) for one, place in places.items()}
    words = shown(cells.values())
    if table.faults(row, places.values())[0]:
        return Planned(row.number, words, fault=t("records.file.formula"))
    if all(cells.get(one) in (None, "") for one in ("done_on", "address", "note")):
        return Planned(row.number, words)
    try:
        return Planned(row.number, words, _proof(cells, lines, taken))
    except DomainError as why:
        return Planned(row.number, words, fault=str(why))


def _proof(cells: Mapping[str, Raw], lines: Mapping[str, set[int]], taken: set[int]) -> Proof:
    named = [fold(str(cells[one])) for one in ("code", "channel") if cells.get(one) not in (None, "")]
    meant = next((lines[one] for one in named if one in lines), set())
    if len(meant) != 1:
        raise TaskRefused("file_ambiguous" if meant else "file_unknown")
    (line_id,) = meant
    if line_id in taken:
        raise TaskRefused("file_twice")
    day = _day(cells.get("done_on"))
    if day > clock.today():
        raise DomainError("day_to_come", day=day.isoformat())
    address, note = (one_line(str(cells.get(one) or "")) for one in ("address", "note"))
    if not (address or note):
        raise TaskRefused("nothing_shown")
    if address and not address.startswith(("http://", "https://")):
        raise TaskRefused("address")
    taken.add(line_id)
    return Proof(line_id, day, address, note)


def _day(cell: Raw) -> date:
    try:
        day = None if cell in (None, "") else day_of(cell)
    except Unreadable:
        day = None
    if day is None:
        raise TaskRefused("file_day")
    return day


def _enter(work: Work) -> Outcome:
    given = work.parameters
    data = stored_files.read(given["digest"])
    if data is None:
        raise DomainError("record_file_gone")
    rows = planned(given["task"], data, given["name"])
    good = [row.proof for row in rows if row.proof]
    ids = [one.line_id for one in good]

    def finish(session: Session) -> None:
        said = Sentence("tasks.file.done", {"count": len(good), "left_out": len(rows) - len(good)})
        work.finish(session, Outcome(said, Undo(TAKE_BACK, {"ids": ids})))

    with with_each_transaction(finish):
        prove(good, most=len(rows), actor=work.actor)
    return Outcome()


def _take_back(work: Work) -> Outcome:
    ids = work.parameters["ids"]

    def finish(session: Session) -> None:
        work.finish(session, Outcome(Sentence("tasks.file.taken_back", {"count": len(ids)})))

    with with_each_transaction(finish):
        unprove(ids, most=len(ids), actor=work.actor)
    return Outcome()


KINDS = (Kind(ENTER, _enter, Role.STAFF), Kind(TAKE_BACK, _take_back, Role.STAFF))
