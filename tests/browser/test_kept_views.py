"""A clerk follows a filtered list and an issue, finds them in the menu and by Ctrl+K, and lets go of one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.waiting import opened, settled
from tests.server import Dashboard, running
from tests.sqlite import copied


@pytest.fixture(scope="module")
def filled(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard over the demonstration."""
    folder = tmp_path_factory.mktemp("kept")
    copied(demo_file, folder / "data")
    with running(folder) as started:
        yield started


def test_kept_opened_renamed_removed_and_put_back(filled: Dashboard, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, f"{filled.url}/issues?due=overdue&lang=zh")
    menu = page.locator(".st-key-kept-menu")
    page.locator(".st-key-keep-head button").click()
    name = page.get_by_role("textbox", name="关注名称")
    expect(name).to_have_value("问题整改")
    name.fill("该催的")
    page.get_by_role("button", name="关注本页").click()
    expect(menu.get_by_role("link", name="该催的")).to_be_visible()

    opened(page, f"{filled.url}/registry?lang=zh")
    menu.get_by_role("link", name="该催的").click()
    expect(page.locator("h1")).to_have_text("问题整改")
    expect(page).to_have_url(re.compile(r"due=overdue"))
    settled(page)

    page.locator(".st-key-keep-head button").click()
    page.get_by_role("textbox", name="关注名称").fill("本周要催")
    page.get_by_role("button", name="保存名称").click()
    expect(menu.get_by_role("link", name="本周要催")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="取消关注").click()
    expect(menu).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(menu.get_by_role("link", name="本周要催")).to_be_visible()

    opened(page, f"{filled.url}/health?lang=zh")
    expect(page.locator("h1")).to_have_text("健康状况")
    expect(page.get_by_role("button", name="搜索")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option", name="本周要催")).to_be_visible()
    page.get_by_role("option", name="本周要催").click()
    expect(page).to_have_url(re.compile(r"/issues\?.*due=overdue"))


def test_a_channel_and_an_issue_are_followed_under_their_own_names(filled: Dashboard, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    menu = page.locator(".st-key-kept-menu")
    opened(page, f"{filled.url}/channel?id=3&lang=zh")
    page.locator(".st-key-keep-head button").click()
    name = page.get_by_role("textbox", name="关注名称")
    expect(name).to_have_value(re.compile("示例"))
    channel = name.input_value()
    page.get_by_role("button", name="关注本页").click()
    expect(page.get_by_role("button", name="保存名称")).to_be_visible()
    opened(page, f"{filled.url}/issues?issue=5&lang=zh")
    page.locator(".st-key-keep-issue button").first.click()
    name = page.get_by_role("textbox", name="关注名称")
    expect(name).to_have_value(re.compile(r"\d"))
    issue = name.input_value()
    page.get_by_role("button", name="关注本页").click()
    expect(page.get_by_role("button", name="保存名称")).to_be_visible()
    opened(page, f"{filled.url}/registry?lang=zh")
    menu.get_by_role("link", name=issue).click()
    expect(page.get_by_role("dialog")).to_contain_text(issue.split()[0])
    expect(menu.get_by_role("link", name=channel)).to_be_attached()
