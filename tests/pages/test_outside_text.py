"""Names that people and files bring are shown as they are, wherever a page would read Markdown."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.access.actor import Actor, Role
from core.common import clock
from core.issues.entry import Entry, enter
from core.lifecycle import census
from core.lifecycle.census import Campaign
from core.notices.drafting import Wanted, begin
from core.registry.editing import create
from db.models import NoticeKind, Severity
from tests.pages.pages import opened, without_marks
from tests.rows import a_unit

MARKS = ("[x](http://evil)", "**b**", ":red[x]", "$x$", "`c`", "~~d~~")
NAME = "名" + " ".join(MARKS)
ADDRESS = "http://ju.example.cn/*b*/_c_~d~"
SUPERVISOR = Actor("王主任", Role.SUPERVISOR)
# Elements of text that do not read Markdown; tables and charts draw their cells themselves.
LITERAL = ("text", "code")
TEXTS = ("body", "label", "help", "text")


def sentences(block: Any) -> Iterator[str]:
    """Every text of the page that the browser reads as Markdown."""
    for child in getattr(block, "children", {}).values():
        yield from sentences(child)
    proto = getattr(block, "proto", None)
    if proto is not None and block.type not in LITERAL:
        known = {field.name for field in proto.DESCRIPTOR.fields}
        yield from (str(getattr(proto, name)) for name in TEXTS if name in known)


def assert_shown_as_it_is(page: AppTest, times: int = 1) -> None:
    """No mark of `NAME` is obeyed, and the page says `NAME` so often at least."""
    texts = list(sentences(page._tree))
    assert [text for text in texts for mark in MARKS if mark in text] == []
    assert sum(NAME in without_marks(text) for text in texts) >= times


@pytest.fixture
def channel(database: Path) -> int:
    fields = {"name": NAME, "kind": "website", "url": ADDRESS}
    return create(fields, unit_id=a_unit(name=NAME), actor=SUPERVISOR)


def test_a_channel_and_its_address(channel: int) -> None:
    page = opened("channel", id=str(channel), print="1")
    assert_shown_as_it_is(page)
    # A click opens the address itself; what the button says of it is only text.
    (button,) = page.get("link_button")
    assert button.proto.label != ADDRESS
    assert without_marks(button.proto.label) == button.proto.url == ADDRESS


def test_a_census(channel: int) -> None:
    census.start(Campaign(NAME, clock.today()), actor=SUPERVISOR)
    assert_shown_as_it_is(opened("census"))


def test_an_issue_and_a_notice(channel: int) -> None:
    made = enter(Entry(NAME, Severity.GENERAL, channel_id=channel), actor=SUPERVISOR)
    wanted = Wanted(
        NoticeKind.ALERT, NAME, date(2026, 1, 1), date(2026, 3, 31), issue_ids=[made.issue_id]
    )  # fmt: skip
    paper = begin(wanted, actor=SUPERVISOR)
    assert_shown_as_it_is(opened("notices", paper=str(paper)))
    for page in ("issues", "work", "grid", "overview", "registry"):
        assert_shown_as_it_is(opened(page), times=0)


def test_the_verdict_of_a_channel(channel: int) -> None:
    assert_shown_as_it_is(opened("rules", tab="verdicts", channel=str(channel)))


def test_a_refusal_and_what_was_done() -> None:
    def script(name: str) -> None:
        from core.common.errors import DomainError
        from pages.components.flash import carried_out, say, say_next

        def refuse() -> None:
            raise DomainError("file_kind", name=name)

        carried_out(refuse, "")
        say_next(name)
        say()

    page = AppTest.from_function(script, kwargs={"name": NAME}).run()
    assert_shown_as_it_is(page, times=2)


def test_the_title_of_a_dialog() -> None:
    def script(name: str) -> None:
        from pages.components.dialog import open_dialog

        open_dialog(name, lambda: None)

    (dialog,) = AppTest.from_function(script, kwargs={"name": NAME}).run().get("dialog")
    title = dialog.proto.dialog.title
    assert without_marks(title) == NAME != title
