"""The whole work of people in a real browser, beside a real checker and real demo sites.

An inspection finds faults, they become issues, a notice names them and is exported, a unit marks fifty
rectified with one file, the checker closes forty and sends ten back, and the next notice says so."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document
from playwright.sync_api import Locator, Page, expect

from checks.demo_sites.in_process import DemoSites
from core.access import Actor, Role
from core.common import clock
from core.common.settings import settings
from core.common.text import catalogue
from core.issues import evidence
from core.rules.editing import copy, save
from db import engine
from db.demo.sites import site_list
from db.migrate import upgrade
from db.models import ChannelEvent, EventKind, Issue, IssueState
from tests.browser.waiting import opened
from tests.pages.test_work import a_picture
from tests.rows import _add, a_unit, a_website, all_of
from tests.server import Dashboard, running

CHIEF = Actor("监管员", Role.SUPERVISOR)
WITHIN_S = 300
WITHIN_MS = 1000 * WITHIN_S
SCHOOLS, WATER = "示例区教育局（示例）", "示例区水务局（示例）"
SITES = [site.key for site in site_list()]
# Three faults a site for sixteen sites and two for one: fifty of one unit; and one of another unit.
THREE = ("no-search", "no-tags", "dead-links")
INJECTED = dict.fromkeys(SITES[:16], THREE) | {SITES[16]: THREE[:2], SITES[17]: THREE[:1]}
# What the unit says it cleared and did not: three sites whole, and one fault of another.
LEFT = {SITES[0]: THREE, SITES[1]: THREE, SITES[2]: THREE, SITES[3]: ("dead-links",)}
INSPECTION = "第四季度自查"
NOTE, FILE = "已逐项整改并复看", "整改截图.png"


@dataclass(frozen=True)
class Office:
    """The dashboard with its checker, the demo sites that it visits, and the units of the story."""

    dashboard: Dashboard
    demo: DemoSites
    schools: int
    water: int


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with DemoSites(faults=INJECTED) as demo:
        monkeypatch.setenv("SUPERVISION_DATA_DIR", str(tmp_path / "data"))
        engine.forget()
        settings.cache_clear()
        upgrade()
        without_interaction()
        schools, water = a_unit(name=SCHOOLS), a_unit(name=WATER)
        for site in site_list():
            channel = a_website(
                unit_id=water if site.key == SITES[17] else schools,
                name=site.name, category="portal", url=demo.url(site.key), site_code=site.site_code,
                icp=site.icp, police=site.police,
            )  # fmt: skip
            _add(ChannelEvent(channel_id=channel, day=clock.today(), kind=EventKind.FOUND, delta=1))
        with running(
            tmp_path,
            SUPERVISION_CHECKER="embedded",
            SUPERVISION_DEMONSTRATION="1",
            SUPERVISION_FRESHNESS_EVERY_S="30",
            SUPERVISION_ALLOWED_PRIVATE=json.dumps([f"127.0.0.1:{demo.base_port}-{demo.base_port + 60}"]),
            SUPERVISION_TRUSTED_CA=str(demo.authority),
        ) as dashboard:
            yield Office(dashboard, demo, schools, water)
        engine.forget()


def without_interaction() -> None:
    """Seven of the sites have no way to write to the office, which would be found sooner or later: the story
    is about the faults injected in it."""
    own = copy("national-2019.1", key="story", name="本区指标", jurisdiction="本区", actor=CHIEF)
    changes = {"in_force_from": date(2026, 1, 1), "check": {"interaction": {"enabled": False}}}
    save(own, changes, note="", actor=CHIEF)


def test_from_an_inspection_to_the_notice_that_names_what_was_not_rectified(
    office: Office, page: Page, tmp_path: Path
) -> None:
    page.set_default_timeout(WITHIN_MS)
    expect.set_options(timeout=WITHIN_MS)
    until(lambda: len(all_of(Issue)) == 51)

    inspect(office, page)
    first = draft(page, tmp_path / "first.docx")
    assert first[:2] == ["草稿 · 未印发", f"关于{INSPECTION}情况的通报"]
    assert "一、总体情况" in first
    assert any("检查政府网站18个" in words for words in first)
    assert any("共通报问题51项，涉及单位2个。" in words for words in first)
    assert len(issues_named(tmp_path / "first.docx")) == 51
    complete(page)
    issue_the_notice(page)

    clear(office)
    mark_all_rectified(office, page)
    answer_the_notice(page)
    assert states(office.schools) == {IssueState.VERIFIED: 40, IssueState.RETURNED: 10}
    assert {file.name for files in evidence.of_issues(ids(office.schools)).values() for file in files} == {
        FILE
    }

    opened(page, f"{office.dashboard.url}/notices")
    button(page, "起草通报").click()
    second = draft(page, tmp_path / "second.docx")
    names_the_ten(second, tmp_path / "second.docx")


def inspect(office: Office, page: Page) -> None:
    """Start an inspection of every channel, take over what the machine found, close it."""
    opened(page, f"{office.dashboard.url}/inspections")
    button(page, "发起检查").click()
    dialog(page).get_by_label("检查名称（必填）").fill(INSPECTION)
    button(dialog(page), "抽取并发起").click()
    button(page, "确认机器判定并登记问题（51 项）").click()
    button(dialog(page), "全部确认（51 项）").click()
    expect(page.get_by_text("确认机器判定并登记问题：51 项已办理")).to_be_visible()
    button(page, "结束检查").click()
    button(dialog(page), "结束并存档").click()
    expect(button(page, "结束检查")).to_have_count(0)
    assert len(all_of(Issue)) == 51
    button(page, "起草通报").click()


def draft(page: Page, file: Path) -> list[str]:
    """Draft with what the form proposes, and read the exported file."""
    button(dialog(page), "生成草稿").click()
    with page.expect_download() as download:
        button(page, "下载 DOCX").click()
    download.value.save_as(file)
    return [one.text for one in document(file).paragraphs if one.text.strip()]


def complete(page: Page) -> None:
    """What stops a draft is named; fill the head and take out that nothing has a verdict so soon."""
    expect(page.get_by_text("还不能印发，有 3 处需要处理")).to_be_visible()
    page.get_by_label("发文机关").fill("示例区人民政府办公室")
    page.get_by_label("主送").fill("区政府各部门")
    scope = page.get_by_label("总体情况")
    scope.fill(re.sub("；均尚无结论.*?未计算合格率", "", scope.input_value()))
    button(page, "保存").click()
    expect(page.get_by_text("还不能印发")).to_have_count(0)


def issue_the_notice(page: Page) -> None:
    page.get_by_role("button", name="印发", exact=False).first.click()
    button(dialog(page), "确认印发").click()
    expect(page.get_by_role("tab", name="签收与反馈")).to_be_visible()


def clear(office: Office) -> None:
    """Clear forty faults of the fifty; ten stay where they are."""
    for key, injected in INJECTED.items():
        cleared = [fault for fault in injected if fault not in LEFT.get(key, ())]
        if cleared and key != SITES[17]:
            office.demo.clear(key, *cleared)


def mark_all_rectified(office: Office, page: Page) -> None:
    """Four clicks and a sentence for fifty issues; then the checker's answer."""
    opened(page, f"{office.dashboard.url}/work?unit={office.schools}")
    button(page, "全选 50 项").click()
    button(page, "标记已整改").click()
    dialog(page).get_by_label("整改说明（可不填）").fill(NOTE)
    dialog(page).locator("input[type=file]").set_input_files(
        {"name": FILE, "mimeType": "image/png", "buffer": a_picture()}
    )
    expect(dialog(page).get_by_text(FILE)).to_be_visible()
    button(dialog(page), "标记已整改（50 项）").click()
    expect(page.get_by_text("标记已整改：50 项已办理")).to_be_visible()
    expect(page.get_by_text("退回整改 10")).to_be_visible()
    expect(page.get_by_text("已销号 40")).to_be_visible()


def answer_the_notice(page: Page) -> None:
    """The schools report back; the other unit does not."""
    button(page, "登记反馈").click()
    dialog(page).get_by_label("反馈内容").fill("五十项已整改")
    button(dialog(page), "保存").click()
    expect(page.get_by_text("待反馈的通报")).to_have_count(0)


def names_the_ten(words: list[str], file: Path) -> None:
    """The re-check comes first, names each of the ten, and the unit that did not report back."""
    headed = [one for one in words if one[1:2] == "、"]
    assert headed[0] == "一、上期通报整改复查情况"
    recheck = " ".join(words[words.index(headed[0]) : words.index(headed[1])])
    assert "上期通报问题51项，涉及2个单位，已完成整改40项。" in recheck
    assert "尚未完成整改11项（其中已报告整改、经复查退回10项）：" in recheck
    names = {site.key: site.name for site in site_list()}
    check = {"no-search": "search", "no-tags": "tags", "dead-links": "links"}
    for key, faults in LEFT.items():
        where = recheck.partition(f"所办{names[key]}（")[2].partition("；")[0]
        for fault in faults:
            assert catalogue("zh")[f"check.{check[fault]}.issue"] in where
    assert f"未按期反馈1个单位：{WATER}。" in recheck
    (annex,) = [one for one in document(file).tables if one.rows[0].cells[-1].text == "状态"]
    assert Counter(row.cells[-1].text for row in annex.rows[1:]) == {"退回整改": 10, "待整改": 1}


def until(done: Callable[[], bool]) -> None:
    limit = time.monotonic() + WITHIN_S
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.5)


def button(where: Page | Locator, name: str) -> Locator:
    return where.get_by_role("button", name=name).first


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def document(file: Path) -> Document:
    return docx.Document(str(file))


def issues_named(file: Path) -> set[str]:
    """The numbers in the annex of issues."""
    (annex,) = [one for one in document(file).tables if one.rows[0].cells[-1].text == "整改期限"]
    return {row.cells[1].text for row in annex.rows[1:]}


def ids(unit: int) -> list[int]:
    return [issue.id for issue in all_of(Issue) if issue.unit_id == unit]


def states(unit: int) -> dict[str, int]:
    return Counter(issue.state for issue in all_of(Issue) if issue.unit_id == unit)
