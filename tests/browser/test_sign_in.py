"""People in real browsers: each in their own pages, and a tab that outlives its sign-in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from core.access import Actor, Role, accounts, totp
from core.access.accounts import Grant
from core.common import clock
from core.common.vocabulary import IssueState
from core.issues import bulk
from db import engine
from db.engine import writing
from db.models import Issue, Job
from tests.browser.waiting import settled, window
from tests.core.access.people import ADMINISTRATOR, PASSWORD, a_person
from tests.rows import a_unit, a_website, all_of, an_issue
from tests.server import Dashboard, running


@dataclass(frozen=True, slots=True)
class Office:
    """A dashboard with two people, and two issues of which one is of the staff's own unit."""

    dashboard: Dashboard
    unit: int
    staff: int
    own: int
    foreign: int


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with running(tmp_path, SUPERVISION_JOBS="external", SUPERVISION_CODE_ROLES="auditor") as dashboard:
        monkeypatch.setenv("SUPERVISION_DATA_DIR", str(dashboard.data_dir))
        engine.forget()
        unit, other = a_unit(name="示例区教育局"), a_unit(name="示例区卫健委")
        own = an_issue(unit_id=unit, channel_id=a_website(unit_id=unit), title="本单位的问题")
        foreign = an_issue(unit_id=other, channel_id=a_website(unit_id=other), title="外单位的问题")
        a_person("admin", Grant(Role.ADMINISTRATOR))
        staff = a_person("jiaoyu", Grant(Role.STAFF, unit))
        yield Office(dashboard, unit, staff, own, foreign)
        engine.forget()


def signed_in(browser: Browser, office: Office, name: str, path: str = "", width: int = 1440) -> Page:
    page = window(browser, viewport={"width": width, "height": 900})
    page.goto(f"{office.dashboard.url}/{path}")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def test_staff_find_their_four_pages_and_nothing_of_another_unit(browser: Browser, office: Office) -> None:
    page = signed_in(browser, office, "jiaoyu")
    expect(page.get_by_role("heading", name="我的工作")).to_be_visible()
    menu = page.get_by_test_id("stSidebarNavLink")
    expect(menu).to_have_text([re.compile(name) for name in ("我的工作", "通报", "日常登记", "我的平台")])
    page.goto(f"{office.dashboard.url}/issues?issue={office.foreign}")
    expect(page.get_by_role("dialog")).to_contain_text(f"问题 {office.foreign} 不存在")
    expect(page.get_by_text("外单位的问题")).to_have_count(0)
    page.context.close()


def test_a_link_from_a_message_opens_its_target_after_the_sign_in(browser: Browser, office: Office) -> None:
    page = signed_in(browser, office, "admin", "audit")
    expect(page.get_by_role("heading", name="审计记录")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/audit$"))
    page.context.close()


def test_a_tab_that_outlives_its_sign_in_does_and_shows_nothing_more(
    browser: Browser, office: Office
) -> None:
    page = signed_in(browser, office, "jiaoyu")
    expect(page.get_by_role("heading", name="我的工作")).to_be_visible()
    settled(page)
    accounts.lock(office.staff, actor=ADMINISTRATOR, reason="手机遗失")
    with writing() as session:
        issue = session.get(Issue, office.own)
        assert issue is not None
        before = issue.state
    page.get_by_role("radio", name="已办结").or_(page.get_by_role("button", name="已办结")).first.click()
    expect(page.get_by_text("登录已结束")).to_be_visible()
    expect(page.get_by_text("本单位的问题")).to_have_count(0)
    page.get_by_role("link", name="登录").click()
    expect(page.get_by_label("用户名")).to_be_visible()
    with writing() as session:
        issue = session.get(Issue, office.own)
        assert issue is not None
        assert issue.state == before
    page.context.close()


def test_a_form_that_is_open_when_the_sign_in_ends_does_nothing_and_goes_with_the_page(
    browser: Browser, office: Office
) -> None:
    page = signed_in(browser, office, "jiaoyu", f"issues?issue={office.own}")
    page.get_by_role("button", name="标记已整改").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("已改好")
    settled(page)
    accounts.lock(office.staff, actor=ADMINISTRATOR, reason="手机遗失")
    page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    is_over(page)
    assert not all_of(Job)
    assert [issue.state for issue in all_of(Issue)] == [IssueState.OPEN, IssueState.OPEN]
    page.context.close()


def test_a_part_that_draws_itself_again_takes_the_page_with_it_when_the_sign_in_has_ended(
    browser: Browser, office: Office
) -> None:
    page = signed_in(browser, office, "jiaoyu", "issues")
    asked = Actor("jiaoyu女士", Role.STAFF, office.unit, account_id=office.staff)
    bulk.ask("report", [office.own], words="已改好", actor=asked)
    page.reload()
    # Nobody begins it here: its box asks again and again.
    expect(page.get_by_role("button", name="取消")).to_be_visible()
    settled(page)
    accounts.lock(office.staff, actor=ADMINISTRATOR, reason="手机遗失")
    is_over(page)
    page.context.close()


def is_over(page: Page) -> None:
    """The tab says that its sign-in ended, once, and shows nothing else."""
    expect(page.get_by_text("登录已结束")).to_be_visible()
    expect(page.get_by_role("heading")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("本单位的问题")).to_have_count(0)
    expect(page.get_by_text("登录已结束")).to_have_count(1)


def test_a_role_that_needs_codes_sets_them_up_on_a_phone_and_comes_in_by_a_recovery_code(
    browser: Browser, office: Office
) -> None:
    a_person("shenji", Grant(Role.AUDITOR))
    page = signed_in(browser, office, "shenji", "audit", width=390)
    expect(page.get_by_role("heading", name="请先启用动态码")).to_be_visible()
    expect(page.get_by_role("img", name="动态码的二维码")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    key = re.search(r"密钥 ([A-Z2-7 ]+)，", page.get_by_role("main").inner_text())
    assert key
    secret = key[1].replace(" ", "")
    page.get_by_label("动态码", exact=True).fill("000000")
    page.get_by_role("button", name="启用并继续").click()
    expect(page.get_by_role("alert")).to_contain_text("动态码不正确")
    # As from a phone that is half a minute ahead: a code of this moment may be over when the click arrives.
    page.get_by_label("动态码", exact=True).fill(pyotp.TOTP(secret).at(clock.now(), counter_offset=1))
    page.get_by_role("button", name="启用并继续").click()
    listed = page.get_by_role("listitem")
    expect(listed).to_have_count(totp.RECOVERY_CODES)  # waits for the page that shows them
    codes = listed.all_inner_texts()
    assert len(set(codes)) == totp.RECOVERY_CODES
    page.get_by_role("link", name="已妥善保存，继续").click()
    expect(page.get_by_role("heading", name="审计记录")).to_be_visible()
    page.context.close()
    again = signed_in(browser, office, "shenji", "audit")
    expect(again.get_by_role("alert")).to_contain_text("用户名、密码或动态码不正确")
    again.get_by_label("密码", exact=True).fill(PASSWORD)
    again.get_by_label("动态码或恢复码（未启用可不填）").fill(codes[0])
    again.get_by_role("button", name="登录").click()
    expect(again.get_by_role("heading", name="审计记录")).to_be_visible()
    again.goto(f"{office.dashboard.url}/code")
    expect(again.get_by_text("还有 9 个恢复码可用")).to_be_visible()
    again.context.close()
