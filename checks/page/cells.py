"""The cells of a page's tables, by what the heading of their column says of the days in them."""

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
    rows: dict[int, list[int]] = {}
    for box, tag in enumerate(page.tags):
        if tag in _CELLS and page.tags[page.parents[box]] == "tr":
            rows.setdefault(page.parents[box], []).append(box)
    heads: dict[int, list[bool]] = {}
    found: list[int] = []
    for row, cells in rows.items():
        table = next((box for box in page.ancestors(row) if page.tags[box] == "table"), -1)
        if table not in heads:
            said = [normal(page.text(page.starts[cell], page.ends[cell])) for cell in cells]
            heads[table] = [len(text) <= _LONGEST_HEADING and _ends_something(text) for text in said]
        elif len(cells) == len(heads[table]):
            found += [cell for cell, ends in zip(cells, heads[table], strict=True) if ends]
    return frozenset(found)


@lru_cache(maxsize=1_024)
def _ends_something(heading: str) -> bool:
    plain = "".join(heading.split())
    return ending(plain, "") or any(word in plain for word in _EFFECTS)
