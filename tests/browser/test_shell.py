"""The frame of every page as a visitor's browser shows it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.access import Actor, Role
from pages.shell.menu import in_menu
from tests.browser.waiting import opened, settled, until
from tests.server import Dashboard, running


def test_a_deep_link_opened_first_after_a_start_has_the_frame(tmp_path: Path, page: Page) -> None:
    with running(tmp_path) as fresh:
        page.goto(f"{fresh.url}/issues")
        expect(page.get_by_role("heading", name="问题整改")).to_be_visible()
        sidebar = page.get_by_test_id("stSidebar")
        expect(sidebar.get_by_role("link")).to_have_count(len(in_menu(Actor("值班员", Role.SUPERVISOR))))
        expect(sidebar.get_by_text("English", exact=True)).to_be_visible()


def test_a_page_refused_to_this_role_is_not_reachable_first_either(tmp_path: Path, page: Page) -> None:
    with running(tmp_path, SUPERVISION_OPERATOR_ROLE="leader") as fresh:
        page.goto(f"{fresh.url}/checker")
        expect(page.get_by_role("link", name="总览")).to_be_visible()
        expect(page.get_by_role("link", name="监测系统")).to_have_count(0)
        expect(page.get_by_role("alert")).to_contain_text("不能打开“监测系统”页")
        expect(page.get_by_text("Page not found")).to_have_count(0)
        expect(page.get_by_text("待查")).to_have_count(0)


@pytest.mark.parametrize("path", ["/shell", "/guard", "/checker.py", "/navigation"])
def test_no_file_of_the_pages_is_an_address(dashboard: Dashboard, page: Page, path: str) -> None:
    page.goto(dashboard.url + path)
    expect(page.get_by_test_id("stSidebar").get_by_role("link")).to_have_count(
        len(in_menu(Actor("值班员", Role.SUPERVISOR)))
    )
    expect(page.locator("h1")).to_have_text("总览")


def test_the_language_survives_moving_reloading_and_linking(dashboard: Dashboard, page: Page) -> None:
    opened(page, f"{dashboard.url}/issues")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Issues")).to_be_visible()
    settled(page)
    page.get_by_role("link", name="Health").click()
    expect(page.locator("h1")).to_have_text("Health")
    expect(page).to_have_url(f"{dashboard.url}/health?lang=en")
    page.reload()
    expect(page.locator("h1")).to_have_text("Health")
    settled(page)
    page.get_by_text("中文", exact=True).click()
    expect(page.locator("h1")).to_have_text("健康状况")
    expect(page).to_have_url(f"{dashboard.url}/health")


def test_a_second_click_on_the_language_in_use_changes_nothing(dashboard: Dashboard, page: Page) -> None:
    opened(page, f"{dashboard.url}/issues?lang=en")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Overview")).to_be_visible()
    expect(page.get_by_role("heading", name="Issues")).to_be_visible()


def test_chinese_is_drawn_with_the_font_that_ships(dashboard: Dashboard, page: Page) -> None:
    page.goto(dashboard.url)
    expect(page.locator("h1")).to_have_text("总览")
    loaded = (
        "() => Array.from(document.fonts)"
        ".filter(f => f.family.includes('Noto Sans SC') && f.status == 'loaded')"
        ".map(f => f.weight).sort().join()"
    )
    # Asked from outside: the page's own policy lets no text be run as a script inside it.
    until(lambda: page.evaluate(loaded) == "400,700")
    assert "Noto Sans SC" in page.locator("h1").evaluate("heading => getComputedStyle(heading).fontFamily")


def test_the_title_of_the_window_names_the_page(dashboard: Dashboard, page: Page) -> None:
    page.goto(f"{dashboard.url}/closing")
    expect(page).to_have_title("关停整合 · 政府网站与政务新媒体监管平台")


def test_the_page_says_its_language_and_streamlit_speaks_it(dashboard: Dashboard, page: Page) -> None:
    page.goto(f"{dashboard.url}/issues")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("aria-label", "侧边栏")
    expect(page.get_by_role("button", name="搜索")).to_have_accessible_name("搜索 快捷键 Ctrl + K")
    page.goto(f"{dashboard.url}/issues?lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("aria-label", "Sidebar")


def test_a_box_for_files_says_its_limit_in_the_readers_language(dashboard: Dashboard, page: Page) -> None:
    page.goto(f"{dashboard.url}/importing")
    box = page.get_by_test_id("stFileUploaderDropzone")
    expect(box).to_contain_text("每个文件不超过")
    expect(box).not_to_contain_text("per file")


def test_an_empty_day_is_asked_for_in_the_readers_language(dashboard: Dashboard, page: Page) -> None:
    opened(page, f"{dashboard.url}/maintenance")
    day, time = page.get_by_test_id("stDateInputField"), page.get_by_test_id("stTimeInputTimeDisplay")
    expect(day.last).to_have_text("年-月-日")
    expect(time.first).to_contain_text("时:分")
    day.last.get_by_role("spinbutton").first.click()
    page.keyboard.type("20270305")
    expect(day.last).to_have_text("2027-03-05")
