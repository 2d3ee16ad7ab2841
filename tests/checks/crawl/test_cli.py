"""`python -m checks crawl` in a terminal: Ctrl-C pauses, and the same command goes on."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

from core.common.settings import ROOT
from tests.benchmarks.site import BigSite
from tests.checks.crawl.site import Answer, serving


def command(url: str, folder: Path, *words: str) -> list[str]:
    allowed = ["--allow", "127.0.0.1", "--folder", str(folder)]
    return [sys.executable, "-m", "checks", "crawl", url, "--full-speed", "--links-only", *allowed, *words]


def test_ctrl_c_pauses_and_says_how_to_go_on(tmp_path: Path):
    big, waiting, opened = BigSite(80, dead=3), Event(), Event()
    environment = {**os.environ, "SUPERVISION_DATA_DIR": str(tmp_path), "SUPERVISION_LANGUAGE": "zh"}

    def answer(path: str) -> Answer:
        if path not in ("/", "/robots.txt", "/sitemap.xml"):
            waiting.set()
            opened.wait(180)
        return big.answer(path)

    with serving(answer) as site:
        process = subprocess.Popen(
            command(site.url + "/", tmp_path / "kept"),
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert waiting.wait(180)
        process.send_signal(signal.SIGINT)
        opened.set()
        out, error = process.communicate(timeout=180)
        assert process.returncode == 1
        assert ("已暂停" in error, f"--folder {tmp_path / 'kept'}" in error, out) == (True, True, "")
        again = subprocess.run(
            command(site.url + "/", tmp_path / "kept", "--json"),
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        report = json.loads(again.stdout)
        assert (report["complete"], len(report["dead"])) == (True, 3)
