"""Long work in a real browser: the tab is closed in the middle of 50; result and undo are found again."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from core.issues import queries
from db import engine
from db.engine import writing
from db.models import IssueState, Job, JobState
from tests.browser.waiting import settled, until, window
from tests.rows import a_website, all_of, an_issue
from tests.server import Dashboard, running

MANY = 50
# Counting to a number takes time. From the fourth issue on so much that a click in the middle is one in the
# middle, on whatever machine: nobody waits for all fifty.
SLOW = """
CREATE TRIGGER slow_reports AFTER UPDATE OF state ON issue
BEGIN SELECT count(*) FROM
(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000 *
(SELECT CASE WHEN count(*) > 3 THEN 60 ELSE 1 END FROM issue WHERE state = 'reported'))
SELECT i FROM n); END
"""
SLOW_DRAFTS = """
CREATE TRIGGER slow_drafts AFTER INSERT ON notice_issue
BEGIN SELECT count(*) FROM
(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000000) SELECT i FROM n); END
"""


@pytest.fixture
def fifty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Dashboard, list[int]]]:
    """A dashboard with 50 open issues, whose database takes its time for each."""
    with running(tmp_path) as dashboard:
        monkeypatch.setenv("SUPERVISION_DATA_DIR", str(dashboard.data_dir))
        engine.forget()
        ids = [an_issue() for _ in range(MANY)]
        with writing() as session:
            session.execute(text(SLOW))
        yield dashboard, ids
        engine.forget()


def at_full_speed() -> None:
    """Let the rest be done without delay, as soon as the database is free for a moment."""
    with writing() as session:
        session.execute(text("DROP TRIGGER slow_reports"))


def tab(browser: Browser, dashboard: Dashboard) -> Page:
    page = window(browser)
    page.goto(f"{dashboard.url}/issues")
    expect(page.get_by_role("button", name="全选")).to_be_visible()
    settled(page)
    return page


def report_all(page: Page) -> None:
    page.get_by_role("button", name="全选").click()
    page.get_by_role("button", name="标记已整改").first.click()
    page.get_by_role("dialog").get_by_role("button", name=f"{MANY} 项").click()
    expect(page.get_by_text(f"/ {MANY}").first).to_be_visible()


def test_the_tab_is_closed_in_the_middle_and_another_finds_result_and_undo(
    browser: Browser, fifty: tuple[Dashboard, list[int]]
) -> None:
    dashboard, ids = fifty
    first = tab(browser, dashboard)
    report_all(first)
    assert queries.states_of(ids).get(IssueState.OPEN)
    first.context.close()
    at_full_speed()
    second = tab(browser, dashboard)
    expect(second.get_by_text(f"{MANY} 项已办理").first).to_be_visible()
    assert queries.states_of(ids) == {IssueState.REPORTED: MANY}
    second.get_by_role("button", name="撤回", exact=True).click()
    # The first result stays in sight, so that only the rows tell when the undo is done.
    until(lambda: queries.states_of(ids) == {IssueState.OPEN: MANY})
    second.context.close()


def test_its_processes_are_killed_and_the_rest_is_done_or_it_is_cancelled_in_the_page(
    browser: Browser, fifty: tuple[Dashboard, list[int]]
) -> None:
    dashboard, ids = fifty
    page = tab(browser, dashboard)
    report_all(page)
    killed = [
        child
        for pid in children_of(dashboard.process.pid)
        if "multiprocessing.forkserver" in command(pid)
        for child in children_of(pid)
    ]
    for child in killed:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    assert killed, "a job under way has a process"
    expect(page.get_by_text(f"/ {MANY}").first).to_be_visible()
    page.get_by_role("button", name="取消", exact=True).click()
    expect(page.get_by_text("已取消").first).to_be_visible()
    (job,) = all_of(Job)
    assert (job.state, job.lost) == (JobState.CANCELLED, 1)
    assert queries.states_of(ids).get(IssueState.REPORTED, 0) == job.done < MANY
    page.context.close()


def children_of(pid: int) -> list[int]:
    """Every process below one, whichever of its threads began it."""
    own = [child for file in Path(f"/proc/{pid}/task").glob("*/children") for child in read(file).split()]
    return [found for child in map(int, own) for found in (child, *children_of(child))]


def command(pid: int) -> str:
    return read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ")


def read(file: Path) -> str:
    """A file of the system about a process, which may have ended meanwhile."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@pytest.fixture
def an_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dashboard]:
    """A dashboard with one issue that a notice can name, whose database takes its time for each draft."""
    with running(tmp_path) as dashboard:
        monkeypatch.setenv("SUPERVISION_DATA_DIR", str(dashboard.data_dir))
        engine.forget()
        a_website()
        an_issue(title="首页打不开")
        with writing() as session:
            session.execute(text(SLOW_DRAFTS))
        yield dashboard
        engine.forget()


def draft(browser: Browser, office: Dashboard) -> Page:
    page = window(browser)
    page.goto(f"{office.url}/notices?issues=1")
    send = page.get_by_role("dialog").get_by_role("button", name="生成草稿")
    expect(send).to_be_visible()
    settled(page)
    send.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    return page


def test_the_tab_that_asked_for_a_draft_opens_it(browser: Browser, an_office: Dashboard) -> None:
    page = draft(browser, an_office)
    expect(page).to_have_url(re.compile("paper=1"))
    expect(page.get_by_role("button", name="下载 DOCX").first).to_be_visible()
    page.context.close()
