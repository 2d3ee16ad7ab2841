"""What the dashboard says when nobody checks any more, and when somebody does again."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from checks.demo_sites.in_process import DemoSites
from core.common.settings import settings
from db import engine
from db.migrate import upgrade
from tests.rows import a_website
from tests.server import ROOT, Dashboard, running

WITHIN_MS = 180_000
FRESH, NOBODY = "数据更新于", "监测系统未运行"


@pytest.fixture
def dashboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Dashboard, dict[str, str]]]:
    """A dashboard over two sites, without a checker; and the environment a checker of it needs."""
    with DemoSites(sites=["site01", "site02"], faults={}) as demo:
        environment = {
            "SUPERVISION_DEMONSTRATION": "1",
            "SUPERVISION_ALLOWED_PRIVATE": json.dumps([f"127.0.0.1:{demo.base_port}-{demo.base_port + 60}"]),
            "SUPERVISION_TRUSTED_CA": str(demo.authority),
        }
        monkeypatch.setenv("SUPERVISION_DATA_DIR", str(tmp_path / "data"))
        engine.forget()
        settings.cache_clear()
        upgrade()
        for key in demo.keys:
            a_website(url=demo.url(key))
        with running(tmp_path, SUPERVISION_CHECKER="external", **environment) as started:
            yield started, environment


@contextmanager
def checker(dashboard: Dashboard, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    own = {**os.environ, **environment, "SUPERVISION_DATA_DIR": str(dashboard.data_dir)}
    process = subprocess.Popen([sys.executable, "-m", "checks"], cwd=ROOT, env=own)
    try:
        yield process
    finally:
        process.kill()
        process.wait(120)


def test_a_killed_checker_is_noticed_within_a_minute_and_a_new_one_catches_up(
    dashboard: tuple[Dashboard, dict[str, str]], page: Page
) -> None:
    shown, environment = dashboard
    page.goto(shown.url)
    expect(page.get_by_text(NOBODY)).to_be_visible(timeout=WITHIN_MS)
    with checker(shown, environment) as first:
        expect(page.get_by_text(FRESH).first).to_be_visible(timeout=WITHIN_MS)
        expect(page.get_by_text(NOBODY)).to_have_count(0, timeout=WITHIN_MS)
        first.kill()
        expect(page.get_by_text(NOBODY)).to_be_visible(timeout=WITHIN_MS)
    with checker(shown, environment):
        expect(page.get_by_text(NOBODY)).to_have_count(0, timeout=WITHIN_MS)
        expect(page.get_by_text(FRESH).first).to_be_visible(timeout=WITHIN_MS)
