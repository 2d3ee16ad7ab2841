"""The tables of a page as frames: `app.dataframe` finds those that `pages.components.grid` draws."""

import json
from typing import Any

import pandas as pd
from streamlit.testing.v1.element_tree import Block, Element, ElementList

NAME = "supervision.grid"


class Table:
    """One table. Its columns are named by position, its cells are the words a reader sees."""

    def __init__(self, element: Any) -> None:
        self.data: dict[str, Any] = json.loads(element.proto.json)
        self.key = element.key

    @property
    def value(self) -> pd.DataFrame:
        rows = [row["cells"] for row in self.data["rows"]]
        return pd.DataFrame(rows, columns=[str(place) for place, _ in enumerate(self.data["columns"])])


def _tables(block: Block) -> ElementList[Any]:
    found: list[Element] = [one for one in block.get("bidi_component") if one.proto.component_name == NAME]
    return ElementList([Table(one) for one in found])  # type: ignore[type-var]


Block.dataframe = property(_tables)  # type: ignore[assignment,misc]
