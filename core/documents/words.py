"""Words that both kinds of file put together in the same way."""

from collections.abc import Sequence
from datetime import date

from core.common.sheet import Cell
from core.common.text import t


def annex_lines(titles: Sequence[str]) -> list[str]:
    """The list of annexes below the text, one line each; a single one has no number."""
    if not titles:
        return []
    if len(titles) == 1:
        return [t("document.annex_one", title=titles[0])]
    items = [t("document.annex_item", n=n, title=title) for n, title in enumerate(titles, start=1)]
    return [t("document.annex_note", list=items[0]), *items[1:]]


def annex_head(place: int, of: int) -> str:
    """What stands above an annex: its number, or none where it is the only one."""
    return t("document.annex_head", n="" if of == 1 else place).strip()


def cell_words(cell: Cell) -> str:
    """A cell of an annex; empty for what is not known."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:g}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
