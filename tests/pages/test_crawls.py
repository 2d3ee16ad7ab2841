"""Readings of whole sites on the page: asked for, followed, moved, their results read and exported."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from core.access.actor import Actor, Role
from core.common.export import rows_xlsx
from core.common.settings import settings
from core.common.text import LANGUAGES, Language
from core.monitoring import crawl_view, crawling, crawls
from core.monitoring.crawl_sheets import sheets_of
from core.monitoring.crawling import CrawlProgress, Result
from core.rules import rule_set
from db.models import Channel, Crawl, CrawlSpeed, CrawlState, RobotsUse
from tests.pages.pages import CHINESE, opened, words
from tests.rows import a_leader, all_of

SITE = "1"
CLERK = Actor("甲", Role.STAFF)
EVIL = "http://x.example/<img src=x>[a](javascript:b)"
SUMMARY = {
    "complete": True, "addresses": 120, "read": 120, "pages": 90, "external": 8, "redirects": 2, "dead": 3,
    "dead_by_part": {"internal": 1, "external": 1, "attachment": 1, "file": 0}, "blocked": 1,
    "types": [{"type": "application/pdf", "count": 4, "bytes": 5_000_000}], "attachments": 4,
    "attachment_bytes": 5_000_000, "orphans": 1, "duplicates": 1, "untitled": 0, "depth": {"0": 1, "1": 89},
    "traps": {"robots": 2}, "facts": {"privacy": {"sure": 1, "doubtful": 0, "pages": 1}},
}  # fmt: skip


def row(kind: str, address: str, **columns: object) -> dict[str, object]:
    empty = {"part": "", "status": None, "failure": "", "type": "", "size": 0, "count": 0, "detail": {}}
    return {"kind": kind, "address": address, **empty, **columns}


ROWS = [
    row(
        "dead", EVIL, part="internal", status=404, failure="client-error", count=2,
        detail={"pages": ["http://p/1", "http://p/2"]},
    ),
    row("dead", "http://o.example/", part="external", failure="dns", count=1, detail={"pages": ["http://p/3"]}),
    row("attachment", "http://p/f.pdf", type="application/pdf", size=5_000_000),
    row("orphan", "http://p/lone"),
    row("duplicate", "http://p/4", count=2, detail={"pages": ["http://p/5"]}),
    row(
        "privacy", "http://p/6", part="sure", count=1,
        detail={"masked": "110***2X", "label": "身份证", "piece": "身份证 110***2X"},
    ),
]  # fmt: skip


def reading(progress: CrawlProgress | None = None) -> int:
    crawl_id = crawls.ask_one(int(SITE), actor=CLERK)
    token = a_leader()
    crawling.take(token, at_once=1, mine=())
    if progress:
        crawling.report_progress(token, crawl_id, progress)
    return crawl_id


def finished() -> None:
    token, crawl_id = a_leader(), crawls.ask_one(int(SITE), actor=CLERK)
    crawling.take(token, at_once=1, mine=())
    progress = CrawlProgress("result", 120, 120, 3, 0, 75.0, 90.0, RobotsUse.IGNORED)
    assert crawling.finish(token, crawl_id, progress, Result(SUMMARY, ROWS), rule_set())


def tables(page: AppTest) -> str:
    return "\n".join(table.value.to_string() for table in page.dataframe)


def test_a_person_asks_on_the_channels_page(demo_database: Path) -> None:
    page = opened("channel", id=SITE, tab="crawl")
    page.button(key="crawl-ask-one").click().run()
    assert not page.exception
    (crawl,) = all_of(Crawl)
    assert (crawl.channel_id, crawl.state, crawl.speed) == (1, CrawlState.WAITING, CrawlSpeed.POLITE)
    assert any("排队中" in word for word in words(page))
    assert "crawl-ask-one" not in {button.key for button in page.button}


def test_several_are_asked_for_at_once_on_the_checkers_page(demo_database: Path) -> None:
    page = opened("checker", tab="crawls")
    page.multiselect(key="crawl-sites-0").set_value([1, 2]).run()
    page.checkbox(key="crawl-full-several").check().run()
    page.button(key="crawl-ask-several").click().run()
    assert not page.exception
    assert {(crawl.channel_id, crawl.speed) for crawl in all_of(Crawl)} == {
        (1, CrawlSpeed.FULL),
        (2, CrawlSpeed.FULL),
    }
    assert any("进行中（2）" in word for word in words(page))


def test_how_far_it_is_is_shown_with_pace_and_what_is_left(demo_database: Path) -> None:
    reading(CrawlProgress("reading", 250, 1000, 4, 10.0, 25.0, 96.0, RobotsUse.OBEYED))
    page = opened("checker", tab="crawls")
    said = " ".join(words(page))
    assert ("失效 4" in said, "每秒 10.0 个" in said, "预计还需 1 分 15 秒" in said) == (True, True, True)
    assert ("已用 25 秒" in said, "内存 96 MB" in said, "robots.txt 已遵守" in said) == (True, True, True)


def test_it_is_paused_let_go_on_and_called_off_by_buttons(demo_database: Path) -> None:
    crawl_id = reading()
    page = opened("checker", tab="crawls")
    for move, then in (("pause", "paused"), ("resume", "waiting"), ("cancel", "cancelled")):
        page.button(key=f"crawl-{move}-{crawl_id}").click().run()
        assert not page.exception
        assert all_of(Crawl)[0].state == then
        page.run()
    assert any("没有进行中" in word for word in words(page))


def test_who_is_second_reads_who_was_first(demo_database: Path) -> None:
    crawl_id = reading()
    page = opened("checker", tab="crawls")
    crawls.pause(crawl_id, actor=CLERK)
    page.button(key=f"crawl-pause-{crawl_id}").click().run()
    assert any("甲" in error.value for error in page.error)


def test_the_result_stands_on_the_channels_page_with_its_age(demo_database: Path) -> None:
    finished()
    page = opened("channel", id=SITE, tab="crawl")
    said = " ".join(words(page))
    assert ("数据截至" in said, "刚刚" in said, "用时 1 分 15 秒" in said) == (True, True, True)
    assert ("站内 2，站外 1" in said, "未跟随（robots.txt 不允许）2" in said) == (True, True)
    assert "o.example" in tables(page)


@pytest.mark.parametrize(
    ("kind", "shown"), [("attachment", "f.pdf"), ("orphan", "lone"), ("duplicate", "p/4"), ("privacy", "110")]
)
def test_every_list_can_be_chosen(demo_database: Path, kind: str, shown: str) -> None:
    finished()
    assert shown in tables(opened("channel", id=SITE, tab="crawl", crawl=kind))


def test_dead_links_are_distinguished_by_where_they_lead(demo_database: Path) -> None:
    finished()
    shown = tables(opened("channel", id=SITE, tab="crawl", crawl="dead", part="external"))
    assert "o.example" in shown
    assert "x.example" not in shown


def test_the_workbook_names_every_page_of_every_dead_link(demo_database: Path) -> None:
    finished()
    line = crawl_view.result_of(1)
    assert line is not None
    book = load_workbook(BytesIO(rows_xlsx(*sheets_of(line))))
    assert book.sheetnames[:3] == ["汇总", "失效链接", "无法检查"]
    pages = [(cells[0].value, cells[5].value) for cells in list(book["失效链接"].rows)[1:]]
    assert pages == [(EVIL, "http://p/1"), (EVIL, "http://p/2"), ("http://o.example/", "http://p/3")]


def test_a_leader_sees_the_result_and_no_button(demo_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finished()
    reading()
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()
    page = opened("channel", id=SITE, tab="crawl")
    assert any("数据截至" in word for word in words(page))
    assert not {button.key for button in page.button if button.key and button.key.startswith("crawl-")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reading_that_failed_says_what_to_do(demo_database: Path, language: Language) -> None:
    crawl_id = reading()
    crawling.hold(a_leader(), crawl_id, "down", CrawlProgress(read=10, known=50))
    said = words(opened("checker", language, tab="crawls"))
    assert any("继续" in word if language == "zh" else "Go on" in word for word in said)


def test_the_english_pages_have_no_chinese_but_names(demo_database: Path) -> None:
    finished()
    reading(CrawlProgress("again", 250, 1000, 4, 10.0, 25.0, 96.0, RobotsUse.OBEYED))
    names = {channel.name for channel in all_of(Channel)} | {"甲"}
    for page in (opened("checker", "en", tab="crawls"), opened("channel", "en", id=SITE, tab="crawl")):
        said = [
            word
            for word in words(page)
            if CHINESE.search(word) and ("robots" in word or "site" in word.lower())
        ]
        assert [word for word in said if not any(name[:4] in word for name in names)] == []
