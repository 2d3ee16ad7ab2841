"""A chart put on the clipboard as a picture."""

import shutil
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.waiting import opened
from tests.server import running


def test_a_chart_is_copied_as_a_picture(tmp_path: Path, page: Page, demo_file: Path) -> None:
    tmp_path.joinpath("data").mkdir()
    shutil.copy(demo_file, tmp_path / "data" / "supervision.db")
    with running(tmp_path) as dashboard:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=dashboard.url)
        opened(page, f"{dashboard.url}/progress")
        page.locator('[class*="st-key-chart-head-"]').first.get_by_role("button", name="导出").click()
        page.get_by_role("button", name="复制图片").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.locator("img")).to_be_visible()
        assert dialog.locator("img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 500
        dialog.get_by_role("button", name="复制到剪贴板").click()
        expect(dialog.get_by_role("status")).to_contain_text("已复制")
        kinds = page.evaluate("navigator.clipboard.read().then(all => all.flatMap(one => one.types))")
        assert "image/png" in kinds
