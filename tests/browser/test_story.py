"""The main job in a real browser: a site goes down, staff mark it rectified, the checker closes it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from checks.demo_sites.in_process import DemoSites
from db.models import IssueState
from tests.browser.waiting import opened, ticked
from tests.server import ROOT, Dashboard, running

SITE = "示例区图书馆（示例）"
KEY = "site16"
WITHIN_MS = 300_000


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoSites]:
    with DemoSites(faults={}) as demo:
        yield demo


@pytest.fixture(scope="module")
def dashboard(
    demo_file: Path, demo: DemoSites, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dashboard]:
    """The demonstration as `run` starts it, at its own pace, with a checker that the dashboard started."""
    folder = tmp_path_factory.mktemp("story")
    (folder / "data").mkdir()
    shutil.copy2(demo_file, folder / "data" / "supervision.db")
    subprocess.run(
        [sys.executable, "-m", "core", "demo", "--demo-port", str(demo.base_port)],
        cwd=ROOT,
        env={**os.environ, "SUPERVISION_DATA_DIR": str(folder / "data")},
        check=True,
    )
    with running(
        folder,
        SUPERVISION_CHECKER="embedded",
        SUPERVISION_DEMONSTRATION="1",
        SUPERVISION_ALLOWED_PRIVATE=json.dumps([f"127.0.0.1:{demo.base_port}-{demo.base_port + 60}"]),
        SUPERVISION_TRUSTED_CA=str(demo.authority),
    ) as started:
        yield started


def test_a_fault_is_seen_marked_rectified_and_closed_by_the_checker(
    dashboard: Dashboard, demo: DemoSites, page: Page
) -> None:
    page.set_default_timeout(WITHIN_MS)
    expect.set_options(timeout=WITHIN_MS)
    page.goto(dashboard.url)
    verdict = page.locator(".band strong")
    concern = page.locator(".concerns").get_by_role("link", name=SITE)
    expect(verdict).to_be_visible()
    expect(verdict).not_to_contain_text("无法访问")

    demo.inject(KEY, "down")
    expect(verdict).to_contain_text("1 个网站无法访问")
    expect(concern).to_be_visible()

    demo.clear(KEY)
    opened(page, f"{dashboard.url}/issues?q={SITE}&source=finding&state={IssueState.OPEN}")
    _choose_first_row(page)
    page.get_by_role("button", name="标记已整改").first.click()
    page.get_by_role("dialog").get_by_label("整改说明（可不填）").fill("已恢复服务")
    page.get_by_role("dialog").get_by_role("button", name="标记已整改").click()
    expect(page.get_by_text("标记已整改：1 项已办理")).to_be_visible()
    expect(page.get_by_text("已销号").first).to_be_visible()

    page.goto(dashboard.url)
    expect(verdict).to_be_visible()
    expect(verdict).not_to_contain_text("无法访问")
    expect(concern).to_have_count(0)


def _choose_first_row(page: Page) -> None:
    ticked(page.get_by_role("checkbox", name=re.compile("^选择 ")).first)
