"""A benchmark runs on a machine that has none of the peers."""

from pathlib import Path

import pytest

from tests.benchmarks import programs
from tests.benchmarks.programs import present


def test_a_peer_that_is_missing_is_left_out_however_its_row_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    rows = ("here, links", "lychee, list of pages given", "muffet", "linkinator", "scrapy, tuned, links only")
    run = dict.fromkeys(rows, lambda: programs.Cost(1.0, 1.0, 1))
    assert list(present(run)) == ["here, links", "scrapy, tuned, links only"]
