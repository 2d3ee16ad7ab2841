"""What one piece of each work costs here, and from it a day of a district, a province, the country.

Sites are portals of pages as large as real ones, on loopback. `SUPERVISION_BENCH_SITES` (6) sets how many are
read. The figures of a whole site are those that `test_crawl.py` kept last, if it did."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from time import process_time

import pytest

from checks.fetch import Fetcher, Limits
from checks.probe.sweep import probe_all
from checks.sandbox.page import sandbox
from checks.sandbox.usage import worked_s
from checks.work import Reading, read_site, wanted
from core.common.outcome import Target
from core.common.settings import Settings
from core.rules.ruleset import NATIONAL, load
from db.demo.story import today
from db.volume.size import Size
from tests.benchmarks.portal import Portal
from tests.benchmarks.results import FOLDER
from tests.benchmarks.scale import OFFICES, Costs, Day, Pace, day_of
from tests.benchmarks.volumes import filled, table
from tests.benchmarks.web import nginx

SITES = int(os.environ.get("SUPERVISION_BENCH_SITES", "6"))
LIMITS = Limits(allowed_private=("127.0.0.0/8",), host_gap_s=0.0)
ANEW, UNCHANGED = "here, every fact", "here, again, nothing changed"

pytestmark = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx")


def _processor_s() -> float:
    """Of this process and of those that take pages apart for it."""
    return process_time() + sum(worked_s(one.pid) for one in sandbox().processes if one.pid)


def _row_bytes(file: Path) -> dict[str, float]:
    """Bytes a row of each table takes, its indexes included."""
    with closing(sqlite3.connect(file)) as db:
        names = dict(db.execute("SELECT name, tbl_name FROM sqlite_master"))
        sizes: dict[str, int] = {}
        for name, size in db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
            sizes[names.get(name, name)] = sizes.get(names.get(name, name), 0) + size
        return {
            name: sizes[name] / max(db.execute(f"SELECT count(*) FROM {name}").fetchone()[0], 1)
            for name in ("probe", "check_result", "daily_rollup", "current_state")
        }


def _crawl_ms() -> tuple[float, float]:
    try:
        rows = json.loads((FOLDER / "portal.json").read_text())["rows"]
    except FileNotFoundError:
        pytest.skip("test_crawl.py has kept no figures of a portal yet")
    return rows[ANEW]["processor_ms"], rows[UNCHANGED]["processor_ms"]


def _probe_ms(urls: list[str]) -> float:
    targets = [Target(number, "site", url) for number, url in enumerate(urls)]
    began = _processor_s()
    reports = list(probe_all(targets, limits=LIMITS, rules=load(NATIONAL), concurrency=64))
    assert all(report.failure is None for report in reports)
    return (_processor_s() - began) / len(targets) * 1000


def _reading(urls: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[float, float, float]:
    """Milliseconds of processor, kilobytes and visits of one reading with every check."""
    sizes: list[int] = []
    get = Fetcher.get

    def counted(self: Fetcher, url: str, **how: object) -> object:
        visit = get(self, url, **how)  # type: ignore[arg-type]
        sizes.append(len(visit.body))
        return visit

    monkeypatch.setattr(Fetcher, "get", counted)
    rules = load(NATIONAL)
    read_site(Reading(wanted(rules), Target(0, "site", urls[0]), LIMITS), rules)  # everything is started
    sizes.clear()
    began = _processor_s()
    for number, url in enumerate(urls):
        read_site(Reading(wanted(rules), Target(number, "site", url), LIMITS), rules)
    count = len(urls)
    return (_processor_s() - began) / count * 1000, sum(sizes) / count / 1000, len(sizes) / count


def test_a_day_at_three_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    portal, root = Portal(300), tmp_path / "root"
    portal.write(root)
    sizes = [file.stat().st_size for file in root.rglob("*.html")]
    with filled(Size(channels=200, until=today(), days=120), tmp_path) as home:
        rows = _row_bytes(max((home / "data").iterdir(), key=lambda file: file.stat().st_size))
    with nginx(root, tmp_path) as url:
        pages = [f"{url}{path[1:]}" for path in portal.paths(root) if path.endswith(".html")]
        probe_ms = _probe_ms(pages)
        reading_ms, reading_kb, visits = _reading([url, *pages[: SITES - 1]], monkeypatch)
    anew, same = _crawl_ms()
    costs = Costs(
        probe_ms=probe_ms, probe_kb=(root / "index.html").stat().st_size / 1000, reading_ms=reading_ms,
        reading_kb=reading_kb, visits=visits, checks=len(wanted(load(NATIONAL))), address_ms=anew,
        same_ms=same, address_kb=sum(sizes) / len(sizes) / 1000, probe_row=rows["probe"],
        result_row=rows["check_result"], rollup_row=rows["daily_rollup"], state_row=rows["current_state"],
    )  # fmt: skip
    chosen = Settings(_env_file=None)
    pace = Pace(
        chosen.availability_every_s, chosen.freshness_every_s, chosen.accounts_every_s, chosen.raw_days
    )
    days = {office.name: day_of(office, pace, costs, gap_s=chosen.crawl_gap_s) for office in OFFICES}
    print(table("One piece", ("what", "cost"), [(n, f"{getattr(costs, n):,.2f}") for n in Costs.__slots__]))
    shown = [(name, *(f"{getattr(day, part):,.2f}" for part in Day.__slots__)) for name, day in days.items()]
    print(table("A day", ("size", *Day.__slots__), shown))
    (FOLDER / "scale.json").write_text(json.dumps({"costs": {n: getattr(costs, n) for n in Costs.__slots__}}))
    assert days["district"].processor_h < 24
    assert days["district"].visits < days["province"].visits < days["country"].visits


def test_a_day_adds_up():
    costs = Costs(
        probe_ms=2, probe_kb=50, reading_ms=500, reading_kb=1_000, visits=65, checks=20, address_ms=10,
        same_ms=1, address_kb=20, probe_row=200, result_row=200, rollup_row=100, state_row=300,
    )  # fmt: skip
    day = day_of(OFFICES[0], Pace(1_800, 21_600, 86_400, 90), costs, gap_s=0.1)
    # 60 sites: 2,880 probes, 240 readings, 4,000 addresses a day of which 400 have changed; 340 accounts.
    assert day.visits == 2_880 + 240 * 65 + 4_000
    assert day.processor_h * 3_600 == pytest.approx(2.88 * 2 + 240 * 0.5 + 4 + 3.6)
    assert day.rows == 2_880 + 240 * 20 + 340
    assert day.gigabytes == pytest.approx((2_880 * 50 + 240 * 1_000 + 400 * 20) / 1e6)
