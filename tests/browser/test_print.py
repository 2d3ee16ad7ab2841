"""The channel file on paper: the page at its full length, nothing that only a screen can use."""

import shutil
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.server import running


def test_a_channel_file_prints_its_open_tab_and_none_of_the_frame(
    tmp_path: Path, page: Page, demo_file: Path
) -> None:
    tmp_path.joinpath("data").mkdir()
    shutil.copy(demo_file, tmp_path / "data" / "supervision.db")
    with running(tmp_path) as dashboard:
        page.goto(f"{dashboard.url}/channel?id=3")
        tabs = page.get_by_role("tab")
        expect(tabs.last).to_be_visible()
        tabs.last.click()
        expect(page.get_by_role("tabpanel")).to_be_visible()
        chosen = tabs.last.inner_text()

        page.emulate_media(media="print")
        expect(page.get_by_test_id("stSidebar")).to_be_hidden()
        expect(tabs).to_have_text([chosen])
        expect(page.get_by_role("tabpanel")).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)
        main = page.get_by_test_id("stMain")
        assert main.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
