"""The samples of `tests/data/pages`, and how each of their expected facts is read from a page."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from checks.page import Page, State, open_page

TODAY = date(2026, 11, 23)
URLS = {"links": "http://www.example.gov.cn/a/b.html", "publish": "http://www.example.gov.cn/a.html"}
FOLDER = Path(__file__).parents[2] / "data" / "pages"


def samples(topic: str) -> list[dict[str, Any]]:
    return tomllib.loads((FOLDER / f"{topic}.toml").read_text("utf-8"))["sample"]


def topics() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def opened(sample: dict[str, Any], topic: str) -> Page:
    encoding = sample.get("encoding", "utf-8")
    header = sample.get("header", "text/html" if "encoding" in sample else "text/html; charset=utf-8")
    url = sample.get("url", URLS.get(topic, "http://www.example.gov.cn/"))
    return open_page(sample["html"].encode(encoding), url, content_type=header, today=TODAY)


def _marks(page: Page, expected: dict[str, str]) -> dict[str, str]:
    states = {state.value for state in State}
    return {
        name: page.marks[name].state.value if value in states else page.marks[name].value
        for name, value in expected.items()
    }


def _planted(page: Page, expected: Any) -> list[str]:
    return sorted(each.address or each.kind for each in page.planted if each.sure)


def _head(page: Page, expected: dict[str, Any]) -> dict[str, Any]:
    found = {name: getattr(page.head, name) for name in expected}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


READ: dict[str, Callable[[Page, Any], Any]] = {
    "charset": lambda page, expected: {name: getattr(page.charset, name) for name in expected},
    "title": lambda page, _: page.title.value,
    "text": lambda page, _: page.main_text.value,
    "references": lambda page, _: sorted(f"{ref.kind} {ref.address}" for ref in page.references),
    "published": lambda page, _: page.published.value if page.published else "",
    "newest": lambda page, _: page.newest_of_list.day if page.newest_of_list else "",
    "tags": lambda page, _: dict(page.tags),
    "marks": _marks,
    "filled": lambda page, _: page.filled.value.value,
    "construction": lambda page, _: page.under_construction.value,
    "search": lambda page, _: page.search_box.state.value,
    "interaction": lambda page, _: page.interaction.state.value,
    "personal": lambda page, _: sorted(f"{each.kind} {each.masked}" for each in page.personal),
    "planted": _planted,
    "look": lambda page, _: sum(not each.sure for each in page.planted),
    "malformed": lambda page, _: [each.value for each in page.malformed],
    "head": _head,
}
UNORDERED = ("references", "personal", "planted")


def compared(sample: dict[str, Any], topic: str) -> Iterator[tuple[str, Any, Any]]:
    """Name, expectation and reading of every fact that a sample states."""
    page = opened(sample, topic)
    for name, read in READ.items():
        if name in sample:
            expected = sorted(sample[name]) if name in UNORDERED else sample[name]
            yield name, expected, read(page, expected)
