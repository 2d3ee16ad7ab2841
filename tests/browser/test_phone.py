"""The staff of a unit on a phone: from the link in a message each task is done in at most four taps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import col, select

from core.access import Actor, Role
from core.access.accounts import Grant
from core.common import clock
from core.lifecycle import census
from core.lifecycle.census import Campaign
from db import engine
from db.engine import reading, writing
from db.models import (
    AccountProof,
    CensusEntry,
    CensusResult,
    Issue,
    IssueEvidence,
    IssueState,
    Notice,
    NoticeKind,
    NoticeReceipt,
)
from tests.browser.waiting import opened, settled, until, window
from tests.core.access.people import PASSWORD, a_person
from tests.rows import a_unit, a_website, an_issue
from tests.server import Dashboard, running

MOST_TAPS = 4
PHOTO = Path(__file__).parents[2] / "docs" / "pictures" / "channel.png"


@dataclass
class Phone:
    """A phone in the hand of one unit's contact; it counts what the finger does after a link was opened."""

    page: Page
    url: str
    taps: int = field(default=0)

    def follow(self, link: str) -> None:
        """Open a link from a chat message."""
        opened(self.page, f"{self.url}/{link}")
        self.taps = 0

    def tap(self, what: Locator) -> None:
        self.taps += 1
        settled(self.page)
        what.tap()

    def type(self, where: Locator, words: str) -> None:
        self.taps += 1
        where.fill(words)

    def photo(self) -> None:
        """Take a picture where the form asks for files."""
        self.taps += 1
        given = self.page.get_by_role("dialog").locator("input[type=file]").last
        given.set_input_files(PHOTO)
        expect(self.page.get_by_text(PHOTO.name).last).to_be_visible()

    def button(self, name: str, *, exact: bool = False) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)


@dataclass(frozen=True)
class Unit:
    issue: int
    account: int
    notice: int
    census: int


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dashboard, Unit]]:
    with running(tmp_path_factory.mktemp("phone")) as started, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(started.data_dir))
        engine.forget()
        yield started, _filled()
        engine.forget()


def _filled() -> Unit:
    today = clock.today()
    unit = a_unit(name="示例区教育局")
    site = a_website(unit_id=unit, name="教育局网站", registered="running")
    account = a_website(unit_id=unit, kind="weibo", url="", account="slq", registered="running")
    issue = an_issue(unit_id=unit, channel_id=site, title="栏目空白")
    paper = Notice(
        number="〔2026〕3号", title="检查情况的通报", kind=NoticeKind.SUPERVISION, issued_on=today,
        reply_by=today + timedelta(days=5),
    )  # fmt: skip
    with writing() as session:
        session.add(paper)
        session.flush()
        notice = paper.id
        session.add(NoticeReceipt(notice_id=notice, unit_id=unit))
    campaign = census.start(Campaign("年度普查", today), actor=Actor("监", Role.SUPERVISOR))
    a_person("jiaoyu", Grant(Role.STAFF, unit))
    return Unit(issue, account, notice, campaign)


@pytest.fixture
def phone(browser: Browser, dashboard: tuple[Dashboard, Unit]) -> Iterator[Phone]:
    page = window(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    started, unit = dashboard
    page.goto(f"{started.url}/issues?issue={unit.issue}")
    page.get_by_label("用户名").fill("jiaoyu")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").tap()
    # The link that led to the sign-in opens what it named.
    expect(page.get_by_role("dialog")).to_contain_text("栏目空白")
    yield Phone(page, started.url)
    page.context.close()


def state_of(issue_id: int) -> IssueState:
    with reading() as session:
        return session.exec(select(col(Issue.state)).where(col(Issue.id) == issue_id)).one()


def rows(table: type[Any]) -> list[Any]:
    with reading() as session:
        return list(session.exec(select(table)).all())


def test_each_task_takes_at_most_four_taps_from_the_link_in_a_message(
    phone: Phone, dashboard: tuple[Dashboard, Unit]
) -> None:
    unit, taps = dashboard[1], {}

    phone.follow("work")
    expect(phone.page.get_by_role("heading", name="我的工作")).to_be_visible()
    expect(phone.page.get_by_text("栏目空白").first).to_be_visible()
    taps["due"] = phone.taps

    phone.follow(f"issues?issue={unit.issue}")
    phone.tap(phone.page.get_by_role("dialog").get_by_role("button", name="标记已整改").first)
    phone.photo()
    phone.tap(phone.button(re.compile("标记已整改（1 项）")))
    until(lambda: state_of(unit.issue) is IssueState.REPORTED)
    assert len(rows(IssueEvidence)) == 1
    taps["rectified"] = phone.taps

    phone.follow(f"channel?id={unit.account}")
    phone.tap(phone.button("登记更新情况"))
    phone.photo()
    phone.tap(phone.page.get_by_role("dialog").get_by_role("button", name="登记"))
    expect(phone.page.get_by_role("dialog")).to_have_count(0)
    assert len(rows(AccountProof)) == 1
    taps["posts"] = phone.taps

    phone.follow(f"census?census={unit.census}")
    phone.tap(phone.button("全选"))
    phone.tap(phone.page.locator(".st-key-census-confirmed button"))
    phone.tap(phone.page.get_by_role("dialog").get_by_role("button", name="确认"))
    until(lambda: {one.result for one in rows(CensusEntry)} == {CensusResult.CONFIRMED})
    taps["census"] = phone.taps

    phone.follow(f"notices?notice={unit.notice}")
    phone.tap(phone.button("示例区教育局"))
    phone.tap(phone.button("登记反馈"))
    phone.type(phone.page.get_by_label("反馈内容"), "已整改")
    phone.tap(phone.page.get_by_role("dialog").get_by_role("button", name="保存"))
    expect(phone.page.get_by_role("dialog")).to_have_count(0)
    receipt = rows(NoticeReceipt)[0]
    assert (receipt.reply, receipt.received_at is not None) == ("已整改", True)
    taps["notice"] = phone.taps

    assert {task: count for task, count in taps.items() if count > MOST_TAPS} == {}
