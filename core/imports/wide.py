"""Tables that go on to the right: a column for every month, quarter or inspection, or for every site.

Each of these columns becomes a table of the usual shape (`core.registry.importing.shapes`), in which the
row says of which month or site it is, so that nothing after it knows how the file was laid out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.common import clock
from core.common.text import t
from core.imports.around import Around, around_rows
from core.imports.kinds import REFERRED, Field, Kind, words_of
from core.imports.names import platforms_of
from core.imports.periods import Length, Period, period_in
from core.registry.amounts import amount
from core.registry.fields import fold
from core.registry.importing.headings import Headings, Known, headings_among, meaning
from core.registry.importing.layout import (
    announces,
    counting_headings,
    is_nothing,
    left_out_words,
    one_text,
)
from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Row, Table
from core.registry.values import Raw, spellings_in

LEAST = 2  # periods, or names, that make a table a wide one
FIRST_DAY, LAST_DAY, GRADE, SCORE, SPAN = "began_on", "ended_on", "grade", "score", "span"
PLATFORM = "platform"
NUMBERS = ("whole", "score")
TENS = "\u4e07"  # of ten thousand


@dataclass(frozen=True, slots=True)
class _Slice:
    """What one of the tables is of: the columns of its values with the field and heading of each, and what
    every row of it says. `unread`: columns of a period that no field has, with their headings. `alone`: its
    heading says all there is to say, so that no second one is needed."""

    name: str
    measures: Mapping[int, tuple[str, str]]
    said: Mapping[str, Raw]
    unread: Mapping[int, str] = field(default_factory=dict)
    alone: bool = False


def wide_lists(
    table: Table, kind: Kind, known: Mapping[str, Known], file_name: str
) -> list[tuple[Table, Headings]]:
    """The tables of a sheet that goes on to the right; none for any other."""
    lengths = lengths_of(kind)
    choices = any(one.form == "choice" for one in kind.required) or PLATFORM in kind.fields
    rows = len(table.rows) if lengths or choices else 0
    best: list[tuple[Table, Headings]] = []
    most = 0
    for place in range(min(rows, limits().heading_rows)):
        near = around_rows(table.rows[:place], table.sheet, file_name)
        for found in (
            _by_period(table, place, kind, known, near, lengths), _by_name(table, place, kind, known),
            _by_choice(table, place, kind, known), _by_platform(table, place, kind, known),
        ):  # fmt: skip
            size = sum(len(one.measures) for one in found)
            # Of two rows of headings the lower one says as much or more.
            enough = len(found) >= LEAST or any(one.alone for one in found)
            if enough and size >= most and (lists := _lists(table, place, kind, known, found)):
                best, most = lists, size
    return best


def _lists(
    table: Table, at: int, kind: Kind, known: Mapping[str, Known], found: Sequence[_Slice]
) -> list[tuple[Table, Headings]]:
    """The tables with their headings; none where one of them lacks some."""
    taken = {column for one in found for column in (*one.measures, *one.unread)}
    lists = []
    for one in found:
        block = _block(table, at, one, taken, kind)
        try:
            headings, _ = headings_among(block, known, kind.enough)
        except FileRefused:
            return []
        if headings is None:
            return []
        lists.append((block, replace(headings, unknown=(*headings.unknown, *one.unread.values()))))
    return lists


def sums_in(table: Table, kind: Kind, known: Mapping[str, Known], file_name: str) -> list[str]:
    """The periods of columns that are too long for a kind whose rows are added up: of none of their months
    is anything known."""
    for place in range(min(len(table.rows), limits().heading_rows) if kind.monthly and kind.summed else 0):
        near = around_rows(table.rows[:place], table.sheet, file_name)
        if found := _by_period(table, place, kind, known, near, ("quarter", "half", "year")):
            return [one.name for one in found]
    return []


def lengths_of(kind: Kind) -> tuple[Length, ...]:
    """The periods that columns of a kind may be of."""
    if kind.day and FIRST_DAY in kind.fields:
        return ("day", "month", "quarter", "half", "year")
    if not kind.monthly:
        return ()
    if kind.fields[kind.day].form == "month":
        return ("month",) if kind.summed else ("month", "quarter", "half")
    return ("day", "month")


def _by_period(
    table: Table, at: int, kind: Kind, known: Mapping[str, Known], near: Around, lengths: Sequence[Length]
) -> list[_Slice]:
    """A table for each period that headings of the row name, or those of the row above it."""
    found: dict[tuple[str, object], tuple[Period, dict[int, tuple[str, str]]]] = {}
    plain: set[str] = set()
    unsaid: dict[tuple[str, object], tuple[int, str]] = {}
    unread: dict[tuple[str, object], dict[int, str]] = {}
    alone: set[tuple[str, object]] = set()
    for place, cell, over in _headings(table, at):
        own, above = period_in(cell, near.year), period_in(over, near.year) if over else None
        named = own or above
        if named is None or named[0].length not in lengths:
            words = [one for one in (cell, over) if isinstance(one, str)]
            plain |= {one[0] for word in words if (one := meaning(word, known))}
            continue
        period = named[0]
        words = [own[1], one_text(over)] if own else [one_text(cell), above[1] if above else ""]
        meant = next(((one[0], word) for word in words if word and (one := meaning(word, known))), None)
        columns = found.setdefault(period.key, (period, {}))[1]
        if meant and meant[0] not in {key for key, _ in columns.values()}:
            columns[place] = meant
            if own and meant[1] == own[1] and (sure := period_in(cell, None)) and sure[0].first:
                alone.add(period.key)
        elif own and not own[1]:
            unsaid[period.key] = place, one_text(over)
        else:
            unread.setdefault(period.key, {})[place] = next(filter(None, words), period.name)
    if kind.day in plain or not plain:
        return []
    for key, (place, over) in unsaid.items():
        default = _default(table, at, kind, plain, place)
        if default and default not in {one for one, _ in found[key][1].values()}:
            heading = kind.fields[default].label
            found[key][1][place] = default, f"{heading}({TENS})" if TENS in over else heading
    return [
        _Slice(period.name, columns, _said(kind, period, near, plain), unread.get(key, {}), key in alone)
        for key, (period, columns) in found.items() if columns
    ]  # fmt: skip


def _headings(table: Table, at: int) -> Iterator[tuple[int, Raw, Raw]]:
    """Column, heading and what stands above it, also where cells that belong together are not merged."""
    row = table.rows[at]
    above = table.rows[at - 1] if at and table.rows[at - 1].number == row.number - 1 else None
    if above is not None and len({one_text(cell) for cell in above.cells if one_text(cell)}) < LEAST:
        above = None  # a title says nothing of one column
    over: Raw = None
    for place, cell in enumerate(row.cells):
        if above is not None:
            left = table.begins_at(above.number, place)
            there = above.cells[left] if left < len(above.cells) else None
            over = there if one_text(there) else over
        yield place, cell, over


def _default(table: Table, at: int, kind: Kind, plain: set[str], place: int) -> str:
    """The field of columns that say only when: the one that rows need and nothing else is."""
    if GRADE in kind.fields and SCORE in kind.fields:
        cells = [one for one in _below(table, at, place) if one_text(one)]
        numbers = sum(amount(one, SCORE) is not None for one in cells)
        return SCORE if 2 * numbers > len(cells) else GRADE
    lacking = [
        one.key for one in kind.required
        if one.key not in plain and one.key != kind.day and not one.titled and one.form not in REFERRED
    ]  # fmt: skip
    return lacking[0] if len(lacking) == 1 else ""


def _said(kind: Kind, period: Period, near: Around, plain: set[str]) -> dict[str, Raw]:
    """What every row of a period says of its day."""
    said: dict[str, Raw] = {kind.day: period.first or period.name}
    if kind.fields[kind.day].form == "month" and period.last:
        said[kind.day] = period.last.replace(day=1)  # what holds for a quarter is kept with its last month
    if kind.day == LAST_DAY:
        last = min(period.last, clock.today()) if period.last else None
        said[LAST_DAY] = last or period.name
        if period.first and last and period.length != "day" and FIRST_DAY not in plain:
            said[FIRST_DAY] = min(period.first, last)
    group = kind.fields.get(kind.group)
    if group and group.titled and group.key not in plain:
        said[group.key] = t("imports.remark.period", title=near.title, period=period.name)
    if SPAN in kind.fields and SPAN not in plain and period.length == "month":
        said[SPAN] = kind.fields[SPAN].word_of("month")
    return said


def _by_choice(table: Table, at: int, kind: Kind, known: Mapping[str, Known]) -> list[_Slice]:
    """A table for each value of a choice that headings name, such as the shifts of a day."""
    texts = {place: cell for place, cell in enumerate(table.rows[at].cells) if isinstance(cell, str)}
    for choice in (one for one in kind.required if one.form == "choice"):
        words = words_of(kind.key, choice.key)
        of = {
            place: text for place, text in texts.items() if any(part in words for part in spellings_in(text))
        }
        plain = {one[0] for place, text in texts.items() if place not in of and (one := meaning(text, known))}
        lacking = [
            one for one in kind.required if one.key not in plain and one.key != choice.key and not one.titled
        ]
        if kind.day in plain and choice.key not in plain and len(lacking) == 1:
            value = lacking[0]
            return [
                _Slice(text, {place: (value.key, value.label)}, {choice.key: text})
                for place, text in of.items()
            ]
    return []


def _by_platform(table: Table, at: int, kind: Kind, known: Mapping[str, Known]) -> list[_Slice]:
    """A table for each platform that a heading names, where rows say of which unit the account is."""
    if PLATFORM not in kind.fields or kind.fields[PLATFORM].apart not in kind.fields:
        return []
    unit, day = kind.fields[kind.fields[PLATFORM].apart], kind.fields[kind.day]
    of: dict[str, dict[int, tuple[str, str]]] = {}
    plain: set[str] = set()
    for place, cell, over in _headings(table, at):
        meant = meaning(cell, known) if isinstance(cell, str) else None
        if isinstance(cell, str) and platforms_of(cell):
            of.setdefault(cell, {})[place] = day.key, day.label
        elif isinstance(over, str) and platforms_of(over):
            if meant and meant[0] != unit.key:
                of.setdefault(over, {})[place] = meant[0], one_text(cell)
        elif meant:
            plain.add(meant[0])
    if unit.key not in plain or plain & {PLATFORM, unit.instead, day.key}:
        return []
    return [_Slice(text, columns, {PLATFORM: text}) for text, columns in of.items()]


def _by_name(table: Table, at: int, kind: Kind, known: Mapping[str, Known]) -> list[_Slice]:
    """A table for each site or unit that a heading names, where rows say only when."""
    if not kind.monthly:
        return []
    row = table.rows[at]
    meant = {place: meaning(cell, known) for place, cell in enumerate(row.cells) if isinstance(cell, str)}
    plain = {one[0] for one in meant.values() if one}
    lacking = [one for one in kind.required if one.key not in plain and not one.titled]
    of = [one for one in lacking if one.form in REFERRED]
    values = [one for one in lacking if one.form in NUMBERS]
    if kind.day not in plain or (len(of), len(values), len(lacking)) != (1, 1, LEAST):
        return []
    found = []
    for place, cell in enumerate(row.cells):
        text = one_text(cell)
        if not text or meant.get(place) or announces(text) or not _is_of_numbers(table, at, place, values[0]):
            continue
        found.append(_Slice(text, {place: (values[0].key, values[0].label)}, {of[0].key: text}))
    return [] if any(fold(one.name) in counting_headings() for one in found[1:]) else [
        one for one in found if fold(one.name) not in counting_headings()
    ]  # fmt: skip


def _is_of_numbers(table: Table, at: int, place: int, field: Field) -> bool:
    cells = [one for one in _below(table, at, place) if one_text(one) and not is_nothing("", one)]
    return bool(cells) and all(amount(one, field.key) is not None for one in cells)


def _below(table: Table, at: int, place: int) -> Iterator[Raw]:
    return (row.cells[place] for row in table.rows[at + 1 :] if place < len(row.cells))


def _block(table: Table, at: int, one: _Slice, taken: set[int], kind: Kind) -> Table:
    """The rows that say something of one period or name, with what all of them say in further columns."""
    width = max(len(row.cells) for row in table.rows)
    head = table.rows[at].number
    rows: list[Row] = []
    for row in table.rows:
        cells: list[Raw] = [*row.cells, *[None] * (width - len(row.cells))]
        if row.number == head:
            cells = [None if place in taken else cell for place, cell in enumerate(cells)]
            for place, (_, heading) in one.measures.items():
                cells[place] = heading
            cells += [kind.fields[key].label for key in one.said]
        elif row.number == head - 1 and len({one_text(cell) for cell in cells if one_text(cell)}) > 1:
            cells = [None if place in taken else cell for place, cell in enumerate(cells)]
        elif row.number > head:
            if any(_says(kind, key, cells[place]) for place, (key, _) in one.measures.items()):
                cells += one.said.values()
            elif any(one_text(cells[place]) for place in taken) or sum(bool(one_text(c)) for c in cells) > 1:
                continue
        rows.append(Row(row.number, cells, row.hidden))
    return replace(
        table, rows=rows, sheet=f"{table.sheet} {one.name}".strip(), slice=one.name, whole=table.sheet
    )


def _says(kind: Kind, key: str, cell: Raw) -> bool:
    """Whether a cell says something: nothing is said by a dash, or by "not inspected"."""
    if not one_text(cell):
        return False
    if not isinstance(cell, str):
        return True
    known = words_of(kind.key, key)
    return any(part in known for part in spellings_in(cell)) or not (
        is_nothing("", cell.strip()) or fold(cell) in left_out_words()
    )
