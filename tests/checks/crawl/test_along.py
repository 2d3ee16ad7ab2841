"""The processes of a crawl: how soon one starts is how soon it helps, and what a small site costs."""

import json
import subprocess
import sys

import pytest

from checks.crawl.limits import CrawlLimits
from checks.crawl.order import limits_of, limits_said
from checks.fetch import Limits
from checks.sandbox.limits import SandboxLimits
from core.common.settings import ROOT, settings
from core.wording.entry import Entry, WordList

HEAVY = {"sqlalchemy", "sqlmodel", "pydantic", "core.rules", "core.common.settings"}
# What only whole pages, or the end of a reading, are read with.
LATER = {"numpy", "tldextract", "checks.page.page", "checks.crawl.graph"}


def imported(modules: str) -> set[str]:
    progress = f"import sys, {modules}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", progress], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return set(done.stdout.split())


# What a further process of a crawl never needs: libcurl reads, addresses come as the first process made them.
OTHER_WAY = {"requests", "urllib3", "charset_normalizer", "checks.fetch.fetcher"}


def test_a_further_process_reads_without_the_other_way_of_visiting():
    assert imported("checks.crawl.along") & OTHER_WAY == set()


@pytest.mark.parametrize("process", ["checks.crawl.along", "checks.crawl.child"])
def test_it_brings_neither_rules_nor_database_along(process: str):
    assert imported(process) & (HEAVY | LATER) == set()


def test_the_command_counts_links_with_numpy_only_at_the_end():
    assert imported("checks.crawl.cli") & LATER == set()


@pytest.mark.parametrize("later", ["facts", "result, checks.crawl.graph"])
def test_nor_does_what_it_imports_later(later: str):
    assert imported(f"checks.crawl.child, checks.crawl.{later}") & HEAVY == set()


def test_a_process_reads_within_the_limits_that_the_settings_set(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", "127.0.0.1:8000-9000 10.0.0.0/8")
    monkeypatch.setenv("SUPERVISION_CRAWL_GAP_S", "0.25")
    monkeypatch.setenv("SUPERVISION_CONTACT", "http://a.gov.cn/")
    settings.cache_clear()
    chosen = settings()
    entry = Entry(WordList.WRONG, "按装", "安装", 0.95, ("按装订",))
    job = {
        "limits": limits_said(chosen),
        "full_speed": False,
        "robots": True,
        "words": [[entry.list.value, entry.phrase, entry.right, entry.confidence, list(entry.unless)]],
    }
    limits = limits_of(json.loads(json.dumps(job)))
    assert limits == CrawlLimits(
        Limits.from_settings(chosen, timeout_s=limits.fetch.timeout_s),
        parallel=chosen.crawl_parallel,
        gap_s=0.25,
        processes=chosen.crawl_processes,
        page=SandboxLimits(chosen.page_s, chosen.page_memory_mb),
        remember=limits.remember,
        robots=True,
        words=(entry,),
    )
    assert limits.remember is not None
    assert limits.remember.folder == chosen.data_dir.absolute() / "crawl-memory"
    assert limits.remember.most_mb == chosen.crawl_memory_mb


def test_without_memory_nothing_is_said_of_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUPERVISION_CRAWL_MEMORY_MB", "0")
    settings.cache_clear()
    assert limits_said(settings())["remember"] is None
