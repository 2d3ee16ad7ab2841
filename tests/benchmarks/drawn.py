"""How long each page takes until all of it is drawn in Chromium, over the demonstration.

    python -m tests.benchmarks.drawn [page …] [--rounds 3] [--width 1440]

Cold: the first visit since the dashboard began, in a browser that has stored nothing. Warm: the fastest of
the rounds after it in the same browser. Beside the clock, which others on the machine move, stands the
processor time of that visit: the dashboard's process, and the page's own thread in the browser. Kilobytes are
those received over the socket. Nothing is asserted: what is above the limit on an idle machine is marked."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, sync_playwright

from pages.shell.navigation import TABLE
from tests.benchmarks.screen import PATIENCE_MS, Screen
from tests.benchmarks.sizes import processor_s
from tests.benchmarks.volumes import table
from tests.browser.conftest import ARGUMENTS
from tests.page_queries import PAGES
from tests.server import ROOT, Dashboard, environment_of, running
from tools import chromium

LIMIT_MS, LIMIT_KB = 1300, 300
HEADINGS = ("page", "cold ms", "warm ms", "dashboard ms", "browser ms", "KB")


@dataclass(frozen=True, slots=True)
class Visit:
    """One opening of a page: milliseconds by the clock and of two processors, kilobytes received."""

    clock: float
    dashboard: float
    browser: float
    kilobytes: float


class Visitor:
    """A browser with a past of its own that opens pages of one dashboard."""

    def __init__(self, browser: Browser, shown: Dashboard, width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        self._shown, self._screen = shown, Screen(page, shown.url)
        self._tools = self.context.new_cdp_session(page)
        self._tools.send("Performance.enable")

    def visit(self, url_path: str, parameters: dict[str, str]) -> Visit:
        """Load a page by its address."""
        self._screen.kilobytes()
        began, worked = processor_s(self._shown.process.pid), _worked(self._tools)
        _, clock = self._screen.open(url_path, **parameters)
        used = processor_s(self._shown.process.pid) - began
        after = _worked(self._tools)
        # The first visit of a site begins a process, whose clock begins with it.
        there = after - worked if after >= worked else after
        return Visit(clock, 1000 * used, 1000 * there, self._screen.kilobytes())


def _worked(tools: CDPSession) -> float:
    """Seconds of processor time that the page's thread has used."""
    found = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
    return float(found["ThreadTime"])


def taken(browser: Browser, shown: Dashboard, names: Sequence[str], rounds: int, width: int) -> None:
    """Print a line a page, the slowest last."""
    rows = []
    for entry in TABLE:
        if names and entry.key not in names:
            continue
        asked = {k: v for k, v in PAGES.get(entry.file.partition("/")[0], {}).items() if k != "print"}
        url_path = "" if entry is TABLE[0] else entry.url_path
        visitor = Visitor(browser, shown, width)
        cold = visitor.visit(url_path, asked)
        warm = min((visitor.visit(url_path, asked) for _ in range(rounds)), key=lambda one: one.clock)
        visitor.context.close()
        print(f"{entry.key:14}{cold.clock:8.0f}{warm.clock:8.0f}", flush=True)
        rows.append((warm, cold, entry.key))
    rows.sort(key=lambda row: row[0].clock)
    print(
        table(
            f"Until all is drawn at {width} px, load {os.getloadavg()[0]:.1f}",
            HEADINGS,
            list(map(_line, rows)),
        )
    )


def _line(row: tuple[Visit, Visit, str]) -> list[str]:
    warm, cold, name = row
    marks = " !" * (warm.clock > LIMIT_MS), " !" * (warm.kilobytes > LIMIT_KB)
    return [
        name, f"{cold.clock:.0f}", f"{warm.clock:.0f}{marks[0]}", f"{warm.dashboard:.0f}",
        f"{warm.browser:.0f}", f"{warm.kilobytes:.0f}{marks[1]}",
    ]  # fmt: skip


def main() -> None:
    """Fill a database with the demonstration, show it, visit every page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--width", type=int, default=1440)
    args = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        environment = environment_of(folder, {"SUPERVISION_JOBS": "external"})
        made = [sys.executable, "-m", "db", "demo"]
        subprocess.run(made, cwd=ROOT, env=environment, check=True, capture_output=True)
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
        with running(folder, SUPERVISION_JOBS="external") as shown:
            taken(browser, shown, args.pages, args.rounds, args.width)
        browser.close()


if __name__ == "__main__":
    main()
