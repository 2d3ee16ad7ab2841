"""Files with the rows of one chapter, from its own page: what each row would do before anything is written,
then all good ones at once as a job, which can be taken back. They are read as the page of imports reads."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlmodel import Session

from core.access import Actor, Role, current_actor, require
from core.access.actor import acting_as
from core.common import stored_files
from core.common.errors import DomainError
from core.common.sheet import Cell, Sheet
from core.common.text import LANGUAGES, catalogue, t
from core.imports.apply import planned_in
from core.imports.kinds import kind_of
from core.imports.plan import Row
from core.imports.reading import OfficeFile, read_office_file
from core.jobs import Kind, Outcome, Sentence, Undo, Work, start
from core.records import keeping
from core.records.analytics import FIELDS, Choice, Export, read_export
from core.records.chapter import REFERRED, Chapter
from core.records.chapter import Field as ChapterField
from core.records.chapter import Kind as Of
from core.records.chapters import chapter
from core.records.owners import insist_on_own, require_keeper
from core.records.references import choices
from core.records.values import label
from core.registry.fields import fold
from core.registry.importing.headings import Headings
from core.registry.importing.learned import learned
from core.registry.importing.reading import Part
from db.engine import reading, with_each_transaction
from db.models import Channel

ENTER, TAKE_BACK = "records.enter", "records.take_back"
# References offered in a template's second sheet.
MOST_OFFERED = 5_000
AS_IT_IS = Choice()
TWICE = "refusal.record_twice"


@dataclass(frozen=True, slots=True)
class Planned:
    """One row of a file. `fault` is a sentence; a row with one, or that is `there` already, is left out."""

    number: int
    shown: str
    values: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    there: bool = False

    @property
    def good(self) -> bool:
        return not self.fault and not self.there


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file would do, and what is said of it: of sheets, lines and columns that are not taken in."""

    rows: tuple[Planned, ...]
    remarks: tuple[str, ...] = ()


def template(key: str) -> tuple[Sheet, ...]:
    """An empty table with the chapter's headings, and a sheet of what its choices and references may be."""
    one = chapter(key)
    name = t(f"records.chapter.{key}")
    offered: list[list[Cell]] = []
    for each in one.fields:
        words = _choice_words(one, each) if each.kind is Of.CHOICE else _reference_words(each)
        offered += [[label(one, each.name), word] for word in words[:MOST_OFFERED]]
    made = Sheet(name, [label(one, each.name) for each in one.fields], [])
    if not offered:
        return (made,)
    headings = [t("records.file.field"), t("records.file.allowed")]
    return made, Sheet(t("records.file.guide"), headings, offered)


def planned(key: str, data: bytes, name: str, choice: Choice = AS_IT_IS) -> tuple[Planned, ...]:
    """What every row would do; as `look`."""
    return look(key, data, name, choice).rows


def look(key: str, data: bytes, name: str, choice: Choice = AS_IT_IS) -> Looked:
    """What every row would do, of a file of an office or an export that the chapter knows. Raises
    `DomainError` for a file that is neither."""
    one = chapter(key)
    export = export_of(key, data, name, choice.counted)
    file = _exported(one, export, name, choice.site) if export else _office_file(one, data, name)
    if sum(len(part.rows) for part in file.parts) > keeping.AT_MOST:
        raise DomainError("record_many", most=keeping.AT_MOST)
    with reading() as session:
        plan, _ = planned_in(session, file, current_actor())
        rows = tuple(_planned(session, one, row) for row in plan.rows)
    left = [t("importing.table.unknown", headings=", ".join(plan.unknown))] if plan.unknown else []
    return Looked(rows, (*plan.remarks, *left))


def export_of(key: str, data: bytes, name: str, counted: str = "") -> Export | None:
    """The file as an export that the chapter knows; None for a file of ours, or one that is neither. Raises
    `DomainError` for a file that cannot be read."""
    one = chapter(key)
    export = read_export(data, name, counted) if one.exports else None
    return None if export is None or _in_own_words(one, data, name) else export


def ask(key: str, data: bytes, name: str, choice: Choice = AS_IT_IS, *, actor: Actor, once: str = "") -> int:
    """Ask for the good rows of a file to be entered; returns the job's id. Inspectors and above."""
    require(actor, Role.STAFF)
    require_keeper(chapter(key), actor)
    digest = stored_files.keep_bytes(data)
    parameters = {"chapter": key, "digest": digest, "name": name, **asdict(choice)}
    title = Sentence("records.file.job", {"chapter": Sentence(f"records.chapter.{key}"), "name": name})
    return start(ENTER, parameters, actor=actor, title=title, once=once)


def _office_file(one: Chapter, data: bytes, name: str) -> OfficeFile:
    return read_office_file(kind_of(f"record-{one.key}"), data, name, learned())


def _in_own_words(one: Chapter, data: bytes, name: str) -> bool:
    """Whether a file names what every row needs as the template does."""
    try:
        file = _office_file(one, data, name)
    except DomainError:
        return False
    needed = {each.name for each in one.fields if each.required}
    own = {
        name: {fold(catalogue(language)[f"records.field.{one.key}.{name}"]) for language in LANGUAGES}
        for name in needed
    }
    return all(
        needed
        <= {
            key
            for place, key in part.headings.columns.items()
            if fold(part.headings.names.get(place, "")) in own.get(key, ())
        }
        for part in file.parts
    )


def _exported(one: Chapter, export: Export, name: str, site: int | None) -> OfficeFile:
    """The days of an export as a file of the chapter; `site` is what it does not say itself."""
    table = export.table
    if not export.names_sites and site is not None:
        with reading() as session:
            code = session.get_one(Channel, site).code
        table = replace(table, rows=[replace(row, cells=[code, *row.cells[1:]]) for row in table.rows])
    headings = Headings(0, dict(enumerate(FIELDS)), (), {n: label(one, key) for n, key in enumerate(FIELDS)})
    return OfficeFile(kind_of(f"record-{one.key}"), name, "", (Part(table, headings, tuple(table.rows)),))


def _planned(session: Session, one: Chapter, row: Row) -> Planned:
    words = f"{row.sheet}: {row.shown}" if row.sheet else row.shown
    fault = " ".join(map(str, row.faults))
    there = not row.writes and (not row.faults or [each.key for each in row.faults] == [TWICE])
    stored = row.writes[0].values if row.writes else row.values
    # What was read but not made is still the channel itself, not its number.
    values = {each.name: getattr(stored.get(each.name), "id", stored.get(each.name)) for each in one.fields}
    try:
        insist_on_own(session, one, values, current_actor())
    except DomainError as why:
        return Planned(row.number, words, fault=str(why))
    return Planned(row.number, words, {} if fault else values, fault, there)


def _choice_words(one: Chapter, each: ChapterField) -> list[str]:
    return [t(f"records.choice.{one.key}.{member.value}") for member in each.choices or ()]


def _reference_words(each: ChapterField) -> list[str]:
    return list(choices(each.kind).values()) if each.kind in REFERRED else []


def _enter(work: Work) -> Outcome:
    given = work.parameters
    data = stored_files.read(given["digest"])
    if data is None:
        raise DomainError("record_file_gone")
    with acting_as(work.actor):
        choice = Choice(given.get("site"), given.get("counted", ""))
        rows = planned(given["chapter"], data, given["name"], choice)
    good = [row.values for row in rows if row.good]
    entered: list[dict[str, Any]] = []

    def finish(session: Session) -> None:
        said = Sentence("records.file.done", {"count": len(good), "left_out": len(rows) - len(good)})
        work.finish(session, Outcome(said, Undo(TAKE_BACK, {"chapter": given["chapter"], "rows": entered})))

    def note(number: int, key: tuple[Any, ...]) -> None:
        entered.append(keeping.plain(key, good[number]))
        work.progress((number + 1) / len(good))

    with with_each_transaction(finish):
        keeping.enter_many(given["chapter"], good, actor=work.actor, entered=note)
    return Outcome()


def _take_back(work: Work) -> Outcome:
    given = work.parameters

    def finish(session: Session) -> None:
        work.finish(session, Outcome(Sentence("records.file.taken_back", {"count": len(given["rows"])})))

    with with_each_transaction(finish):
        keeping.withdraw_many(given["chapter"], given["rows"], actor=work.actor)
    return Outcome()


KINDS = (Kind(ENTER, _enter, Role.STAFF), Kind(TAKE_BACK, _take_back, Role.STAFF))
