"""Lists that do not stand below one row of headings: side by side, on their side, forms of one channel.

Each becomes a table of the usual shape, so that nothing after it knows how the file was laid out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from core.registry.fields import fold
from core.registry.importing.headings import (
    LEAST_MATCHES,
    Headings,
    Known,
    headings_among,
    matched_in,
)
from core.registry.importing.layout import one_text
from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Row, Table, letters
from core.registry.values import Raw

Enough = Callable[[set[str]], bool]
LEAST_OF_A_FORM = 3  # fields that a form of one channel names at least


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one sheet, each with its headings; `likely` are what may be the headings where there are
    none. `turned`: the headings stood in a column, and what is called a row is a column. `refused`: two
    columns of one list have the very same heading."""

    found: tuple[tuple[Table, Headings], ...]
    likely: tuple[str, ...] = ()
    turned: bool = False
    refused: FileRefused | None = None


def all_lists(tables: list[Table], known: Mapping[str, Known], enough: Enough) -> list[tuple[Table, Lists]]:
    """The lists of each sheet. Where none is a list below its headings, they are looked at otherwise: not
    before, since the guide beside a template looks like a list on its side."""
    found = [(table, _lists_in(table, known, enough)) for table in tables]
    if any(_size(lists) > LEAST_MATCHES for _, lists in found):
        return found
    return [
        (table, _otherwise(table, known, enough, lists) if table.rows else lists) for table, lists in found
    ]


def _lists_in(table: Table, known: Mapping[str, Known], enough: Enough) -> Lists:
    """The lists of a sheet, each below its headings."""
    if not table.rows:
        return Lists(())
    refused: FileRefused | None = None
    usual: Headings | None = None
    likely: tuple[str, ...] = ()
    try:
        usual, likely = headings_among(table, known, enough)
    except FileRefused as why:
        refused = why
    if (usual is None or usual.rivals) and (blocks := _side_by_side(table, known, enough)):
        return Lists(tuple(blocks))
    return Lists(((table, usual),) if usual else (), likely, refused=refused)


def _otherwise(table: Table, known: Mapping[str, Known], enough: Enough, best: Lists) -> Lists:
    """A sheet on its side, or a form of one channel, where that says more than `best`; else that."""
    turned = _turned(table)
    other = _quietly(turned, known, enough) if turned else None
    if turned and other and len(other.columns) > _size(best):
        best = Lists(((turned, other),), turned=True)
    form = _form(table, known)
    if form and len(form[1].columns) > _size(best) and enough(set(form[1].columns.values())):
        return Lists((form,))
    return best


def _size(lists: Lists) -> int:
    """How many fields the headings name."""
    return max((len(headings.columns) for _, headings in lists.found), default=0)


def _quietly(table: Table, known: Mapping[str, Known], enough: Enough) -> Headings | None:
    try:
        return headings_among(table, known, enough)[0]
    except FileRefused:
        return None


def _side_by_side(table: Table, known: Mapping[str, Known], enough: Enough) -> list[tuple[Table, Headings]]:
    """The lists that stand beside each other; none where the sheet holds a single one."""
    names, matched = matched_in(table, known)
    for starts in _starts(table, names, matched):
        edges = [*starts, limits().columns + 1]
        blocks = [_block(table, first, last) for first, last in pairwise(edges)]
        found = [(block, _quietly(block, known, enough)) for block in blocks]
        lists = [(block, headings) for block, headings in found if headings]
        keys = [set(headings.columns.values()) for _, headings in lists]
        if len(lists) == len(blocks) > 1 and set.intersection(*keys):
            return lists
    return []


def _starts(table: Table, names: Mapping[int, str], matched: Mapping[int, Known]) -> Iterator[list[int]]:
    """Where lists may begin: after an empty column; where the first heading, or that of the name, stands
    again."""
    places = sorted(names)
    if len(places) < 2 * LEAST_MATCHES:
        return
    filled = {place for row in table.rows for place, cell in enumerate(row.cells) if one_text(cell)}
    yield [place for place in places if place == places[0] or place - 1 not in filled]
    yield [place for place in places if fold(names[place]) == fold(names[places[0]])]
    meant = [(place, key) for place, (key, _) in sorted(matched.items())]
    again = [place for place, key in meant if key == meant[0][1]]
    yield [places[0], *again[1:]]


def _block(table: Table, first: int, last: int) -> Table:
    """The columns of one list, at their places."""
    rows = []
    for row in table.rows:
        cells: list[Raw] = [None] * first + list(row.cells[first:last])
        if any(one_text(cell) for cell in cells):
            rows.append(Row(row.number, cells, row.hidden))
    width = max((len(row.cells) for row in table.rows), default=0)
    sheet = f"{table.sheet} {letters(first + 1)}\u2013{letters(min(last, width))}".strip()
    return replace(table, rows=rows, sheet=sheet)


def _turned(table: Table) -> Table | None:
    """The table with its columns as rows; None where it is too long to stand on its side."""
    if len(table.rows) > limits().columns:
        return None
    width = max((len(row.cells) for row in table.rows), default=0)
    above = list(takewhile(lambda row: sum(map(bool, map(one_text, row.cells))) == 1, table.rows))
    body = table.rows[len(above) :]
    if not body:
        return None
    lines = [_spread(table, row, width) for row in body]
    rows = [Row(0, row.cells) for row in above] + [
        Row(place + 1, cells, place in table.hidden_columns)
        for place, cells in enumerate(map(list, zip(*lines, strict=True)))
        if any(map(one_text, cells))
    ]
    marks = [_turned_bits(body, bits, width) for bits in (table.formulas, table.errors)]
    return Table(
        rows, marks[0], table.sheet, from_1904=table.from_1904, errors=marks[1],
        lines=tuple(row.number for row in body),
    )  # fmt: skip


def _spread(table: Table, row: Row, width: int) -> list[Raw]:
    """A row in which a cell that spans columns says the same in each."""
    cells = [*row.cells, *[None] * (width - len(row.cells))]
    for first, last in table.wide.get(row.number, ()):
        cells[first : last + 1] = [cells[first]] * (min(last, width - 1) - first + 1)
    return cells


def _turned_bits(rows: list[Row], bits: Mapping[int, int], width: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for place, row in enumerate(rows):
        for column in range(width):
            if bits.get(row.number, 0) >> column & 1:
                found[column + 1] = found.get(column + 1, 0) | 1 << place
    return found


def _form(table: Table, known: Mapping[str, Known]) -> tuple[Table, Headings] | None:
    """A form of one channel: labels with what belongs to them at their right, several to a line."""
    if len(table.rows) > limits().heading_rows:
        return None
    labels: dict[int, str] = {}
    columns: dict[int, str] = {}
    cells: list[Raw] = []
    for row in table.rows:
        for label, key, cell in _pairs(row, known):
            if key in columns.values():
                return None  # two of them are a list
            columns[len(cells)] = key
            labels[len(cells)] = label
            cells.append(cell)
    if len(columns) < LEAST_OF_A_FORM:
        return None
    number = table.rows[0].number
    made = Table([Row(number, cells)], sheet=table.sheet, from_1904=table.from_1904)
    return made, Headings(number - 1, columns, (), labels)


def _pairs(row: Row, known: Mapping[str, Known]) -> Iterator[tuple[str, str, Raw]]:
    """Label, field and cell of one line."""
    label, key = "", ""
    for cell in row.cells:
        text = one_text(cell)
        meant = matched_word(text, known) if isinstance(cell, str) and text else None
        if meant and text != label:
            label, key = text, meant[0]
        elif text and key and text != label:
            yield label, key, cell
            key = ""


def matched_word(text: str, known: Mapping[str, Known]) -> Known | None:
    """What a heading means, by its whole alone."""
    return known.get(fold(text.rstrip(":\uff1a")))
