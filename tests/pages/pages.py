"""Whole pages in AppTest: opened through the entry script, in a language, with the words they show."""

import re
from typing import Any

from streamlit.testing.v1 import AppTest

from core.common.text import Language
from tests.pages import tables
from tests.server import ROOT

CHINESE = re.compile(r"[一-鿿]")


def opened(page: str, /, language: Language = "zh", **parameters: str) -> AppTest:
    """The page `pages/<page>/page.py`, run once in the whole application."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["lang"] = language
    app.run()
    app.switch_page(f"pages/{page}/page.py")
    for name, value in {"lang": language, **parameters}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def words(app: AppTest) -> list[str]:
    """Every text of the page that is a word of the interface."""
    elements: list[Any] = [*app.title, *app.subheader, *app.caption, *app.markdown, *app.info, *app.error]
    labels = [button.label for button in app.button]
    return [str(element.value) for element in elements] + labels


def without_marks(text: str) -> str:
    """What a reader sees of a sentence whose marks of Markdown were escaped."""
    return re.sub(r"\\(.)", r"\1", text)


def charts(app: AppTest) -> int:
    """How many charts the page shows."""
    return len(app.get("vega_lite_chart"))


def figure(app: AppTest, key: str) -> str:
    """The value of the figure called `key`."""
    known = tables.board_figures(app)
    if key in known:
        return known[key][1]
    for block in app.main.children.values():
        found = _find(block, f"open-{key}")
        if found:
            return found
    raise AssertionError(f"no figure {key}")


def _find(block: Any, key: str) -> str:
    children = list(getattr(block, "children", {}).values())
    if any(getattr(child, "key", None) == key for child in children):
        return next(str(child.value).strip("*") for child in children if child.type == "markdown")
    return next((found for child in children if (found := _find(child, key))), "")
