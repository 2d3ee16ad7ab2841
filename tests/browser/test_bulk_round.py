"""A quarter's round of an office's accounts by one person, counted in actions: at most two an account."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.waiting import opened, until
from tests.office_files import the_offices_own
from tests.server import ROOT, Dashboard, running

MOST_PER_ACCOUNT = 2
TYPED = 12
KEY_MS, BETWEEN_MS = 60, 700  # a quick person; a minute has room for far more than twelve
ROW_PX, ANSWER_MS = 35, 20_000


class Hand:
    """What a person does, each counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.actions += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=KEY_MS)
        self.actions += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(BETWEEN_MS)
        self.actions += 1


@pytest.fixture
def dashboard(tmp_path: Path) -> Iterator[Dashboard]:
    """The office's own register, taken in; no checker."""
    (tmp_path / "own.xlsx").write_bytes(the_offices_own())
    environment = {**os.environ, "SUPERVISION_DATA_DIR": str(tmp_path / "data")}
    for command in (["-m", "db", "upgrade"], ["-m", "core", "import", str(tmp_path / "own.xlsx")]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True)
    with running(tmp_path) as started:
        yield started


def seen(folder: Path) -> int:
    """How many accounts were looked at."""
    with sqlite3.connect(folder / "data" / "supervision.db") as database:
        return int(database.execute("SELECT count(DISTINCT channel_id) FROM account_proof").fetchone()[0])


def names(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "data" / "supervision.db") as database:
        rows = database.execute(
            "SELECT name FROM channel WHERE code LIKE 'A%'"
            " AND registered IN ('running', 'leaving', 'suspended') ORDER BY id"
        )
        return [row[0] for row in rows]


def counted(page: Page, count: int) -> bool:
    """Whether the button comes to name so many accounts."""
    try:
        page.get_by_role("button", name=f"保存 {count} 个账号").wait_for(timeout=ANSWER_MS)
    except TimeoutError:
        return False
    return True


def test_the_whole_round_is_pasted(dashboard: Dashboard, tmp_path: Path, page: Page) -> None:
    accounts = names(tmp_path)
    hand = Hand(page)
    opened(page, f"{dashboard.url}/accounts")
    hand.click("tab", "粘贴清单")
    page.get_by_label("粘贴清单：每行一个账号").fill("\n".join(f"{name}\t2026-11-20" for name in accounts))
    hand.press("Control+Enter")
    hand.actions += 1  # the paste itself
    save = page.get_by_role("button", name=f"保存 {len(accounts)} 个账号")
    expect(save).to_be_enabled()
    save.click()
    hand.actions += 1
    expect(page.get_by_text("本轮所有账号都已查看")).to_be_attached()
    assert seen(tmp_path) == len(accounts) > 170
    assert hand.actions <= MOST_PER_ACCOUNT * len(accounts)
    assert hand.actions < 10


def test_days_are_typed_down_the_list(dashboard: Dashboard, tmp_path: Path, page: Page) -> None:
    hand = Hand(page)
    opened(page, f"{dashboard.url}/accounts")
    grid = page.get_by_test_id("stDataFrame").first
    expect(grid).to_be_visible()
    grid.click(position={"x": 60, "y": 54})  # the day of the first account
    for number in range(TYPED):
        hand.type(f"11-{number + 1:02}")
        hand.press("Enter")
        if not counted(page, number + 1):
            # Streamlit loses what is typed while it still draws for the cell before.
            grid.click(position={"x": 60, "y": 54 + ROW_PX * number})
            page.keyboard.type(f"11-{number + 1:02}", delay=KEY_MS)
            page.keyboard.press("Enter")
    save = page.get_by_role("button", name=f"保存 {TYPED} 个账号")
    expect(save).to_be_enabled()
    save.click()
    until(lambda: seen(tmp_path) == TYPED)
    assert hand.actions <= MOST_PER_ACCOUNT * TYPED
