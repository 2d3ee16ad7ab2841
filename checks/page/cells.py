"""The cells of a page's tables, by what the heading of their column says of the days in them."""

from collections.abc import Iterator
from functools import lru_cache

from .around import ending
from .outline import Outline
from .patterns import normal

_CELLS = frozenset({"td", "th"})
_LONGEST_HEADING = 12
_EFFECTS = ("实施", "执行", "到期", "征集时间", "办理期限")


def cells_of_ends(page: Outline) -> frozenset[int]:
    """The boxes of cells in a column of days on which something ends or takes effect.

    The first row of a table is its heading; a row with another number of cells is left out."""
    return frozenset(
        cell
        for _, heads, rows in _tables(page)
        for row in rows
        if len(row) == len(heads)
        for cell, head in zip(row, heads, strict=True)
        if len(head) <= _LONGEST_HEADING and _ends_something(head)
    )


def headed_once(page: Outline) -> Iterator[tuple[int, str]]:
    """The cells of tables that have one row below their heading, each with what its column is called."""
    for _, heads, rows in _tables(page):
        if len(rows) == 1 and len(rows[0]) == len(heads) > 1:
            yield from ((cell, "".join(head.split())) for cell, head in zip(rows[0], heads, strict=True))


def _tables(page: Outline) -> Iterator[tuple[int, list[str], list[list[int]]]]:
    """Each table with the texts of its first row and the cells of the others."""
    rows: dict[int, list[int]] = {}
    for box, tag in enumerate(page.tags):
        if tag in _CELLS and page.tags[page.parents[box]] == "tr":
            rows.setdefault(page.parents[box], []).append(box)
    tables: dict[int, list[list[int]]] = {}
    for row, cells in rows.items():
        table = next((box for box in page.ancestors(row) if page.tags[box] == "table"), -1)
        tables.setdefault(table, []).append(cells)
    for table, (first, *others) in tables.items():
        yield table, [normal(page.text(page.starts[cell], page.ends[cell])) for cell in first], others


@lru_cache(maxsize=1_024)
def _ends_something(heading: str) -> bool:
    plain = "".join(heading.split())
    return ending(plain, "") or any(word in plain for word in _EFFECTS)
