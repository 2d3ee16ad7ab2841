"""No table has the demonstration as its only writer: what is shown somewhere can be entered on a page, is
found by the checker, or is added up by the database."""

from functools import lru_cache

from sqlmodel import SQLModel

import db.models
from core.records.chapters import CHAPTERS
from tests.core.records.writers import Code
from tests.server import ROOT

PAGES = ("app", "pages")
SUMS = "added up by triggers, db/aggregates"
BY_THE_DATABASE = {
    "ChannelCounter": SUMS,
    "ColumnNow": SUMS,
    "DailyRollup": "computed from the results of a day, db/rollup.py",
    "DailyTotal": SUMS,
    "IssueCounter": SUMS,
    "StateCounter": SUMS,
    "WindowStat": "computed from the daily rollups, db/rollup.py",
}
BY_THE_CHECKER = {
    "CheckResult", "ColumnSuggestion", "CrawlRow", "CurrentState", "EngineReading", "EvidenceSnapshot",
    "Fact", "Finding", "Lease", "OutgoingLink", "Probe", "Reminded", "Run", "Screenshot",
    "Sighting", "VantageDay",
}  # fmt: skip


@lru_cache(maxsize=1)
def code() -> Code:
    return Code(ROOT, ("pages", "core", "checks", "db"))


def tables() -> set[str]:
    return {
        name
        for name in db.models.__all__
        if isinstance(model := getattr(db.models, name), type)
        and issubclass(model, SQLModel)
        and hasattr(model, "__table__")
    }


def written_from(*roots: str) -> set[str]:
    places = code().reached(roots)
    found = code().written(places, tables())
    # A chapter's rows are made of its description.
    return found | (
        {one.model.__name__ for one in CHAPTERS} if ("core.records.keeping", "_enter") in places else set()
    )


def test_every_table_has_a_writer_that_a_page_the_checker_or_the_database_is():
    pages, checker = written_from(*PAGES), written_from("checks")
    assert tables() - pages - checker == BY_THE_DATABASE.keys()
    assert tables() - pages - BY_THE_DATABASE.keys() == BY_THE_CHECKER


def test_the_demonstration_cannot_be_reached_from_a_page():
    assert not {name for name, _ in code().reached(PAGES) if name.startswith("core.demonstration")}


def test_a_table_that_only_the_demonstration_fills_is_found(tmp_path):
    files = {
        "pages/page.py": "from core.room import enter\ndef show():\n    enter()\n",
        "core/room.py": "from db.models import Kept\ndef enter():\n    return Kept()\n",
        "core/lost.py": "from db.models import Lost\ndef enter():\n    return Lost()\n",
        "core/demonstration/fill.py": "from core.lost import enter\ndef fill():\n    enter()\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    small = Code(tmp_path, ("pages", "core"))
    assert small.written(small.reached(["pages"]), {"Kept", "Lost"}) == {"Kept"}
    assert small.written(small.reached(["core"]), {"Kept", "Lost"}) == {"Kept", "Lost"}


def test_what_a_job_writes_is_reached_by_whoever_asks_for_it(tmp_path):
    text = (
        "from db.models import Kept\nENTER = 'enter'\ndef ask():\n    start(ENTER)\n"
        "def _enter(work):\n    insert(Kept)\nKINDS = (Kind(ENTER, _enter),)\n"
    )
    (tmp_path / "core").mkdir()
    (tmp_path / "core/room.py").write_text(text, "utf-8")
    (tmp_path / "core/page.py").write_text("from core import room\ndef show():\n    room.ask()\n", "utf-8")
    small = Code(tmp_path, ("core",))
    assert small.written(small.reached(["core.page"]), {"Kept"}) == {"Kept"}
