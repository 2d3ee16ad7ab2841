"""My work: a unit's part of the issues, evidence with a report, own entry; in both languages."""

import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.common import clock
from core.common.settings import settings
from core.common.text import LANGUAGES, Language
from core.issues import evidence, my_work, queries, transitions
from core.records import keeping
from core.rules.evidence_files import File
from db.models import IssueSource, IssueState
from tests.pages.pages import CHINESE, figure, opened, words
from tests.pages.test_issues import dialog, submit
from tests.rows import a_unit, a_website, an_issue

CLERK = Actor("甲", Role.STAFF)


def a_picture() -> bytes:
    """A true PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00\xff\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    assert any("manage.py run" in word for word in words(opened("work", language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demonstration_is_counted_and_listed(demo_database: Path, language: Language) -> None:
    page = opened("work", language)
    late = queries.listed(my_work.part("overdue", None), limit=100).rows
    assert figure(page, "overdue") == str(len(late)) != "0"
    assert {row.lateness for row in late} == {"overdue"}
    assert len(page.dataframe[0].value) > 0
    if language == "en":
        assert [word for word in words(page) if CHINESE.search(word)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_else_falls_due_is_listed_also_where_there_is_no_issue(
    database: Path, language: Language
) -> None:
    due = clock.today() + timedelta(days=3)
    given = {"title": "Rules", "kind": "unit", "issued_on": due - timedelta(days=900), "review_on": due}
    keeping.enter("regulation", given, actor=Actor("丁", Role.INSPECTOR))
    page = opened("work", language)
    table = next(one.value for one in page.dataframe if "Rules" in one.value.to_string())
    assert due.isoformat() in table.to_string()


def test_a_unit_sees_its_own_and_those_below(database: Path) -> None:
    above = a_unit()
    mine, theirs = an_issue(unit_id=a_unit(parent_id=above)), an_issue()
    page = opened("work", unit=str(above))
    assert figure(page, "todo") == "1"
    (row,) = queries.listed(my_work.part("todo", above)).rows
    assert row.id == mine != theirs


def test_what_came_back_has_a_list_of_its_own(database: Path) -> None:
    an_issue()
    issue = an_issue(state=IssueState.RETURNED, times_returned=1)
    page = opened("work", part="returned")
    assert figure(page, "returned") == "1"
    assert [row.id for row in queries.listed(my_work.part("returned", None)).rows] == [issue]
    assert len(page.dataframe[0].value) == 1


def test_fifty_are_marked_with_one_note_and_one_file(database: Path) -> None:
    ids = [an_issue() for _ in range(50)]
    page = dialog("report")
    page.text_input(key="words-report").set_value("已修复")
    page.file_uploader(key="files-report").set_value([("改后.png", a_picture(), "image/png")])
    submit(page)
    assert queries.states_of(ids) == {IssueState.REPORTED: 50}
    assert {len(files) for files in evidence.of_issues(ids).values()} == {1}
    assert len([file for file in (database / "evidence").rglob("*/*") if not file.suffix]) == 1


def test_evidence_is_shown_with_who_handed_it_in(database: Path) -> None:
    issue = an_issue()
    transitions.report_fixed([issue], note="", actor=CLERK, files=[File("改后.png", a_picture())])
    page = opened("issues", issue=str(issue))
    assert any("改后" in word and "甲" in word for word in words(page))


def entry_dialog() -> AppTest:
    """What the dialog of an own entry holds: AppTest runs whole scripts only, which closes dialogs."""

    def script() -> None:
        from pages.components.flash import say
        from pages.components.own_entry import _ask
        from pages.shell.language import apply_language

        apply_language()
        say()
        _ask(None)

    return AppTest.from_function(script, default_timeout=30).run()


def test_a_person_enters_an_issue_once(database: Path) -> None:
    site = a_website(name="某站")
    for said in ("已登记", "未重复登记"):
        page = entry_dialog()
        page.text_input(key="own-what").set_value("首页悬挂过期活动横幅")
        page.selectbox(key="own-channel").set_value(site)
        submit(page)
        assert any(said in toast.value for toast in page.toast)
        found = queries.listed(queries.Filter(channel_id=site)).rows
        assert [(row.title, row.channel) for row in found] == [("首页悬挂过期活动横幅", "某站")]


def test_a_security_alert_is_entered_with_the_day_it_demands(database: Path) -> None:
    site, due = a_website(), clock.today() + timedelta(days=2)
    page = entry_dialog()
    page.text_input(key="own-what").set_value("后台登录页暴露")
    page.selectbox(key="own-channel").set_value(site)
    page.selectbox(key="own-source").set_value(IssueSource.ALERT)
    page.date_input(key="own-due").set_value(due)
    submit(page)
    (row,) = queries.listed(queries.Filter(channel_id=site)).rows
    assert (row.source, row.due_on, row.first_due_on) == (IssueSource.ALERT, due, due)


def test_an_entry_without_words_or_unit_is_refused(database: Path) -> None:
    a_unit()
    page = entry_dialog()
    submit(page)
    assert [error.value for error in page.error] == ["请写明问题。"]
    page.text_input(key="own-what").set_value("无人负责的问题")
    submit(page)
    assert any("单位" in error.value for error in page.error)


def test_leaders_only_look(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_issue()
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()
    assert not [button for button in opened("work").button if str(button.key).startswith("own-")]
