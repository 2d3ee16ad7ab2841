"""Files with the rows of a chapter: what each row would do before anything is written, then all good ones at
once as a job, which can be taken back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, current_actor, require
from core.access.actor import acting_as
from core.common import stored_files
from core.common.errors import DomainError
from core.common.sheet import Cell, Sheet
from core.common.text import LANGUAGES, catalogue, t
from core.jobs import Kind, Outcome, Sentence, Undo, Work, start
from core.records import keeping
from core.records.analytics import FIELDS, Choice, Export, read_export
from core.records.chapter import REFERRED, Chapter
from core.records.chapter import Field as ChapterField
from core.records.chapter import Kind as Of
from core.records.chapters import chapter
from core.records.crossed import uncrossed, year_in
from core.records.headings import further_words, headings
from core.records.owners import insist_on_own, require_keeper
from core.records.references import choices, latest_by, names_of, unit_names
from core.records.spans import insist_on_one_span, known_months, names_month
from core.records.values import label, read_values
from core.registry.amounts import amount, says_none, with_unit
from core.registry.fields import fold
from core.registry.importing.filled_in import cell_of, day_of, shown, tables_of
from core.registry.importing.layout import is_nothing
from core.registry.importing.table import Row, Table
from core.registry.loose_days import day_in_year, span_of
from core.registry.unit_names import UnitNames
from core.registry.values import Raw, Unreadable, host_of
from db.engine import reading, with_each_transaction
from db.models import TrafficSpan

ENTER, TAKE_BACK = "records.enter", "records.take_back"
# References offered in a template's second sheet.
MOST_OFFERED = 5_000
AS_IT_IS = Choice()


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
class _Found:
    """A table of a file, the number of its row of headings, the field of each column, and the year
    that stands around it."""

    table: Table
    head: int
    places: dict[int, ChapterField]
    year: int | None = None

    def heading(self, field: str) -> str:
        """The words above the column of a field."""
        place = next((place for place, each in self.places.items() if each.name == field), None)
        row = next((one for one in self.table.rows if one.number == self.head), None)
        return "" if place is None or row is None else str(cell_of(row, place) or "")


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
    """What every row would do, of a file of ours or an export that the chapter knows. Raises `DomainError`
    for a file that is neither."""
    one = chapter(key)
    tables = tables_of(data, name)
    crossed = [each for each in (uncrossed(one, table, name) for table in tables) if each]
    ours = _ours(one, tables, name, further=False) or _ours(one, crossed, name, further=False)
    export = read_export(data, name, choice.counted) if one.exports and not ours else None
    if export is not None:
        given = {} if export.names_sites else {FIELDS[0]: choice.site}
        places = {place: one.field(of) for place, of in enumerate(FIELDS)}
        return _planned(one, [_Found(export.table, 0, places)], given)
    ours = ours or _ours(one, tables, name, further=True) or _ours(one, crossed, name, further=True)
    if ours:
        return _planned(one, ours)
    wanted = t("document.comma").join(label(one, each.name) for each in one.fields if each.required)
    raise DomainError("record_headings", wanted=wanted)


def export_of(key: str, data: bytes, name: str, counted: str = "") -> Export | None:
    """The file as an export that the chapter knows; None for a file of ours, or one that is neither. Raises
    `DomainError` as `planned` does."""
    one = chapter(key)
    if not one.exports or _ours(one, tables_of(data, name), name, further=False):
        return None
    return read_export(data, name, counted)


def ask(key: str, data: bytes, name: str, choice: Choice = AS_IT_IS, *, actor: Actor, once: str = "") -> int:
    """Ask for the good rows of a file to be entered; returns the job's id. Inspectors and above."""
    require(actor, Role.STAFF)
    require_keeper(chapter(key), actor)
    digest = stored_files.keep_bytes(data)
    parameters = {"chapter": key, "digest": digest, "name": name, **asdict(choice)}
    title = Sentence("records.file.job", {"chapter": Sentence(f"records.chapter.{key}"), "name": name})
    return start(ENTER, parameters, actor=actor, title=title, once=once)


def _ours(one: Chapter, tables: Sequence[Table], name: str, *, further: bool) -> list["_Found"]:
    """Every table of a file that has the chapter's headings: some offices keep a sheet a month."""
    found = ((table, headings(one, table, further=further)) for table in tables)
    return [_Found(table, *head, year_in(table, head[0], name)) for table, head in found if head is not None]


def _planned(
    one: Chapter, tables: Sequence["_Found"], given: Mapping[str, object] = MappingProxyType({})
) -> tuple[Planned, ...]:
    wanted = [(part, row) for part in tables for row in part.table.rows if row.number > part.head]
    if len(wanted) > keeping.AT_MOST:
        raise DomainError("record_many", most=keeping.AT_MOST)
    many = len(tables) > 1
    with reading() as session:
        known = {each.name: _meanings(session, one, each) for each in one.fields}
        found = []
        for part, row in wanted:
            read = _row(session, one, row, part, known, given)
            sheet = part.table.sheet
            found.append(replace(read, shown=f"{sheet}: {read.shown}") if many and sheet else read)
        return _one_span(session, one, _without_duplicates(session, one, found))


def _row(
    session: Session, one: Chapter, row: Row, part: "_Found", known: Mapping[str, Mapping[str, set[Any]]],
    fixed: Mapping[str, object],
) -> Planned:  # fmt: skip
    raw = {each.name: cell_of(row, place) for place, each in part.places.items()}
    words = shown(raw.values())
    if part.table.faults(row, part.places)[0]:
        return Planned(row.number, words, fault=t("records.file.formula"))
    try:
        given = {each.name: _given(one, each, raw, known[each.name], part) for each in one.fields}
        if one.span and given[one.span] is None and names_month(raw.get(one.day), part.heading(one.day)):
            given[one.span] = TrafficSpan.MONTH.value
        given |= fixed
        values = read_values(session, one, given)
        insist_on_own(session, one, values, current_actor())
        return Planned(row.number, words, values)
    except DomainError as why:
        return Planned(row.number, words, fault=str(why))


def _given(
    one: Chapter, each: ChapterField, raw: Mapping[str, Raw], known: Mapping[str, set[Any]], part: "_Found"
) -> object:
    """A cell as `read_values` takes it. Raises `DomainError` for a name that means nothing or two objects."""
    cell = raw.get(each.name)
    if cell is None or cell == "":
        return None
    if each.kind is Of.WHOLE and says_none(cell):
        return 0
    if not each.required and is_nothing("", cell) and fold(str(cell)) not in known:
        return None
    if each.kind in (Of.DAY, Of.DAY_TO_COME, Of.MONTH):
        return _day(one, each, cell, raw.get(one.day), part.year)
    if each.kind in (Of.WHOLE, Of.SCORE):
        number = amount(cell, each.name, part.heading(each.name))
        return str(with_unit(cell, each.name, part.heading(each.name))) if number is None else number
    if each.kind is Of.TEXT:
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    meant = known.get(fold(str(cell))) or known.get(_host(str(cell)), set())
    if not meant and each.kind is Of.CHOICE:
        allowed = t("document.comma").join(_choice_words(one, each))
        raise DomainError("record_allowed", field=label(one, each.name), name=str(cell)[:80], allowed=allowed)
    if len(meant) > 1:
        # A survey that comes again each year is the one of that year.
        meant = _on_its_day(one, each, meant, raw.get(one.day), part.year)
    if len(meant) != 1:
        name = "record_ambiguous" if meant else "record_unknown"
        raise DomainError(name, field=label(one, each.name), name=str(cell)[:80])
    return next(iter(meant))


def _on_its_day(one: Chapter, each: ChapterField, meant: set[Any], cell: Raw, year: int | None) -> set[Any]:
    day = _day(one, one.field(one.day), cell, None, year) if cell not in (None, "") else None
    return meant if day is None else latest_by(each.kind, meant, day)


def _host(word: str) -> str:
    """How a website is known by the host of its address."""
    return f"//{host_of(word if '://' in word else f'http://{word}')}" if "." in word else ""


def _day(one: Chapter, each: ChapterField, cell: Raw, own: Raw, year: int | None) -> date | None:
    """A day; also one without its year, in that of the row's own day (`own`) or of what stands above, or the
    first of a span of days. In a field that may stay empty, words without a number are none."""
    try:
        return day_of(cell)
    except Unreadable:
        text = str(cell)
    beside = None if each.name == one.day else _own_day(own)
    span = span_of(text, beside.year if beside else year)
    found = span[0] if span else day_in_year(text, beside, year)
    if found is None and (each.required or any(letter.isdigit() for letter in text)):
        raise DomainError("record_day", field=label(one, each.name))
    return found


def _own_day(cell: Raw) -> date | None:
    try:
        return day_of(cell)
    except Unreadable:
        return None


def _meanings(session: Session, one: Chapter, each: ChapterField) -> Mapping[str, set[Any]]:
    """Folded word → what it means: the values of a choice in either language, the ids that a name has."""
    meant: dict[str, set[Any]] = defaultdict(set)
    if each.kind is Of.CHOICE:
        for member in each.choices or ():
            for language in LANGUAGES:
                word = catalogue(language)[f"records.choice.{one.key}.{member.value}"]
                meant[fold(word)].add(member.value)
        for word, value in further_words(one.key, each.name).items():
            meant[fold(word)].add(value)
    elif each.kind is Of.UNIT:
        return _Units(session)
    elif each.kind in REFERRED:
        for ident, *names in session.execute(names_of(each.kind)):
            for name in names:
                if name:
                    meant[fold(name)].add(ident)
                    if "://" in name:
                        meant[_host(name)].add(ident)
        # As forms and the template tell two of one name apart.
        for ident, name in choices(each.kind).items():
            meant[fold(name)].add(ident)
    return meant


class _Units(dict[str, set[Any]]):
    """What the name of a unit means, in full or in short; looked up as it is asked for."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._units = UnitNames()
        for ident, name, code, level in session.execute(unit_names()):
            self._units.add(ident, code, name, level)

    def __missing__(self, word: str) -> set[Any]:
        return self.setdefault(word, set(self._units.find(word).ids))

    def get(self, word: str, default: Any = None) -> set[Any]:
        return self[word] or default or set()


def _without_duplicates(session: Session, one: Chapter, found: Sequence[Planned]) -> tuple[Planned, ...]:
    """Rows that are in the database, or earlier in the file, are there already."""
    days = [row.values[one.day] for row in found if not row.fault]
    taken: set[tuple[Any, ...]] = set()
    if days:
        between = col(getattr(one.model, one.day)).between(min(days), max(days))
        fixed = [col(getattr(one.model, name)) == value for name, value in one.fixed.items()]
        rows = session.execute(select(one.model).where(between, *fixed)).scalars()
        taken = {keeping.identity(one, row) for row in rows}
    made = []
    for row in found:
        mark = keeping.identity(one, row.values) if not row.fault else ()
        there = bool(mark) and mark in taken
        taken.add(mark)
        made.append(Planned(row.number, row.shown, row.values, row.fault, there))
    return tuple(made)


def _one_span(session: Session, one: Chapter, found: Sequence[Planned]) -> tuple[Planned, ...]:
    """Rows of days in a month that is kept as a whole, and the other way round, are wrong."""
    known = known_months(session, one, [row.values for row in found if not row.fault])
    made = []
    for row in found:
        try:
            if row.good:
                insist_on_one_span(one, known, row.values)
            made.append(row)
        except DomainError as why:
            made.append(replace(row, fault=str(why)))
    return tuple(made)


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
