"""The further process of a crawl: how soon it starts is how soon it helps."""

import subprocess
import sys

import pytest

from core.common.settings import ROOT

HEAVY = {"sqlalchemy", "sqlmodel", "pydantic", "core.rules", "core.common.settings"}


@pytest.mark.parametrize("modules", ["checks.crawl.along", "checks.crawl.along, checks.crawl.facts"])
def test_it_brings_neither_rules_nor_database_along(modules: str):
    progress = f"import sys, {modules}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", progress], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert HEAVY & set(done.stdout.split()) == set()
