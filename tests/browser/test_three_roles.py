"""Three people in two browsers at once, over one issue: each sees what the others did, and does its part."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.access import Role, accounts
from core.access.accounts import Grant
from core.common.vocabulary import IssueState
from db import engine
from db.models import Issue
from tests.browser.conftest import ARGUMENTS
from tests.browser.waiting import settled, window
from tests.core.access.people import ADMINISTRATOR, PASSWORD, a_person
from tests.rows import a_unit, a_website, all_of, an_issue
from tests.server import running
from tools import chromium

REPORT, VERIFY, SEND_BACK = "标记已整改", "人工核验", "退回"


@dataclass(frozen=True, slots=True)
class Office:
    """One issue of one unit, and the account of who supervises it."""

    url: str
    issue: int
    supervisor: int


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with running(tmp_path) as dashboard:
        monkeypatch.setenv("SUPERVISION_DATA_DIR", str(dashboard.data_dir))
        engine.forget()
        unit = a_unit(name="示例区教育局")
        issue = an_issue(unit_id=unit, channel_id=a_website(unit_id=unit), title="首页打不开")
        a_person("admin", Grant(Role.ADMINISTRATOR))
        a_person("jiaoyu", Grant(Role.STAFF, unit))
        a_person("lingdao", Grant(Role.LEADER))
        supervisor = a_person("jianguan", Grant(Role.SUPERVISOR))
        yield Office(dashboard.url, issue, supervisor)
        engine.forget()


@pytest.fixture
def second(browser: Browser) -> Iterator[Browser]:
    launched = browser.browser_type.launch(executable_path=chromium.find(), args=ARGUMENTS)
    yield launched
    launched.close()


class Person:
    """Somebody with the issue open in a window of their own."""

    def __init__(self, browser: Browser, office: Office, name: str) -> None:
        self.page: Page = window(browser)
        self.address = f"{office.url}/issues?issue={office.issue}"
        self.page.goto(self.address)
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.dialog = self.page.get_by_role("dialog")
        # Signed in before anything else is opened, which would overtake it.
        expect(self.dialog).to_be_visible()

    def finds(self, state: str, *moves: str) -> None:
        """Look again: the issue's state, and what may be done with it now."""
        self.page.goto(self.address)
        # Its own line: the trail below names earlier states too.
        expect(self.dialog.locator("p > strong").first).to_have_text(state)
        for move in moves:
            expect(self.dialog.get_by_role("button", name=move, exact=True)).to_be_visible()
        # A button that comes late would be missed while the page is still drawn.
        settled(self.page)
        for other in {REPORT, VERIFY, SEND_BACK} - set(moves):
            expect(self.dialog.get_by_role("button", name=other, exact=True)).to_have_count(0)

    def begins(self, move: str, words: str) -> None:
        settled(self.page)
        self.dialog.get_by_role("button", name=move, exact=True).click()
        self.dialog.get_by_role("textbox").fill(words)

    def sends(self) -> None:
        self.dialog.get_by_test_id("stFormSubmitButton").get_by_role("button").click()

    def does(self, move: str, becomes: str, words: str) -> None:
        self.begins(move, words)
        self.sends()
        expect(self.dialog).to_have_count(0)
        expect(self.page.get_by_role("row").last).to_contain_text(becomes)


def test_staff_mend_a_supervisor_judges_and_a_leader_looks_on(
    browser: Browser, second: Browser, office: Office
) -> None:
    staff = Person(browser, office, "jiaoyu")
    supervisor, leader = Person(second, office, "jianguan"), Person(second, office, "lingdao")
    staff.finds("待整改", REPORT)
    staff.does(REPORT, "待核验", "已修复首页")
    supervisor.finds("待核验", VERIFY, SEND_BACK)
    supervisor.begins(SEND_BACK, "仍打不开")
    # The role is taken away while the form is open: what is sent then is not done.
    accounts.set_grants(office.supervisor, [Grant(Role.LEADER)], actor=ADMINISTRATOR)
    supervisor.sends()
    # Answered before the page is opened again, which would overtake what was sent.
    expect(supervisor.dialog.get_by_test_id("stFormSubmitButton")).to_have_count(0)
    supervisor.finds("待核验")
    accounts.set_grants(office.supervisor, [Grant(Role.SUPERVISOR)], actor=ADMINISTRATOR)
    supervisor.finds("待核验", VERIFY, SEND_BACK)
    supervisor.does(SEND_BACK, "退回整改", "仍打不开")
    staff.finds("退回整改", REPORT)
    expect(staff.dialog).to_contain_text("仍打不开")
    leader.finds("退回整改")
    assert [(issue.state, issue.times_returned) for issue in all_of(Issue)] == [(IssueState.RETURNED, 1)]
    for one in (staff, supervisor, leader):
        one.page.context.close()
