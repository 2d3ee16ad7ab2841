"""The tables of a page as frames: `app.dataframe` finds those that `pages.components.grid` draws."""

import json
import re
from html import unescape
from typing import Any

import pandas as pd
from streamlit.testing.v1.element_tree import Block, Element, ElementList

NAME, BOARD = "supervision.grid", "supervision.board"
FIGURE = re.compile(r'data-figure="(\w+)"[^>]*>\s*<span[^>]*>([^<]*)</span>\s*<b[^>]*>([^<]*)</b>')
TAGS = re.compile(r"<[^>]+>")


class Table:
    """One table. Its columns are named by position, its cells are the words a reader sees."""

    def __init__(self, element: Any) -> None:
        self.data: dict[str, Any] = json.loads(element.proto.json)
        self.key = element.key

    @property
    def value(self) -> pd.DataFrame:
        rows = [row["cells"] for row in self.data["rows"]]
        return pd.DataFrame(rows, columns=[str(place) for place, _ in enumerate(self.data["columns"])])


def board(app: Any) -> str:
    """The HTML of the page's board; empty where it has none."""
    drawn = [one.proto for one in app.get("bidi_component") if one.proto.component_name == BOARD]
    return str(json.loads(drawn[0].json)["html"]) if drawn else ""


def board_words(app: Any) -> list[str]:
    """The texts of the board."""
    return [unescape(text).strip() for text in TAGS.split(board(app)) if text.strip()]


def board_figures(app: Any) -> dict[str, tuple[str, str]]:
    """The figures of the board: key → name and value."""
    return {key: (unescape(name), unescape(value)) for key, name, value in FIGURE.findall(board(app))}


def _tables(block: Block) -> ElementList[Any]:
    found: list[Element] = [one for one in block.get("bidi_component") if one.proto.component_name == NAME]
    return ElementList([Table(one) for one in found])  # type: ignore[type-var]


Block.dataframe = property(_tables)  # type: ignore[assignment,misc]
