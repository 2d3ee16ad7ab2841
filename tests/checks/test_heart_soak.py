"""6 kB, 100 kB and 2 MB of each hostile shape through a checker as it really runs: its heart beats on.

Only through `manage.py soak`."""

import json
import os
import subprocess
import sys
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from core.common.settings import ROOT
from db.engine import reading, writing
from db.models import CurrentState
from tests.checks.page.hostile import PAGES
from tests.checks.web import page, serving
from tests.rows import a_website, all_of

SIZES = {"6kB": 6_000, "100kB": 100_000, "2MB": 2_000_000}
LATEST_S, PATIENCE_S = 5.0, 2400.0
CHECK = "links"  # the last of a reading


def shape(name: str, size: int) -> bytes:
    body = PAGES[name]()
    return (body * (size // len(body) + 1))[:size]


@pytest.mark.soak
@pytest.mark.parametrize("size", SIZES)
def test_the_heart_is_never_late_whatever_pages_hold(database: Path, size: str):
    names = list(PAGES)

    def answer(connection, path: str) -> None:
        number = path.strip("/")
        connection.sendall(page(shape(names[int(number)], SIZES[size]) if number.isdecimal() else "<p>x"))

    with writing() as session:
        session.execute(text("CREATE TABLE beat (at)"))
        session.execute(
            text(
                "CREATE TRIGGER beats AFTER UPDATE OF heartbeat_at ON lease"
                " BEGIN INSERT INTO beat VALUES (new.heartbeat_at); END"
            )
        )
    with serving(answer) as server:
        channels = {a_website(url=server.url(f"/{number}")): names[number] for number in range(len(names))}
        own = {
            "SUPERVISION_LEASE_S": "4",
            "SUPERVISION_HOST_GAP_S": "0",
            "SUPERVISION_ALLOWED_PRIVATE": json.dumps(["127.0.0.0/8"]),
            "SUPERVISION_PARENT_PID": str(os.getpid()),
        }
        checker = subprocess.Popen([sys.executable, "-m", "checks"], cwd=ROOT, env={**os.environ, **own})
        try:
            limit = time.monotonic() + PATIENCE_S
            while len(done(channels)) < len(channels):
                assert checker.poll() is None
                assert time.monotonic() < limit, {channels[c] for c in set(channels) - done(channels)}
                time.sleep(1)
        finally:
            checker.kill()
            checker.wait()
    late = gaps()
    aside = {channels[one.channel_id] for one in all_of(CurrentState) if one.failure == "page-limits"}
    print(f"\n{len(channels)} pages of {size}, {len(late) + 1} beats, the latest after {max(late):.1f} s")
    print("put aside:", ", ".join(sorted(aside)) or "none")
    assert max(late) <= LATEST_S


def done(channels: dict[int, str]) -> set[int]:
    return {one.channel_id for one in all_of(CurrentState) if one.check == CHECK} & set(channels)


def gaps() -> list[float]:
    """Seconds between one heartbeat in the database and the next."""
    with reading() as session:
        beats = [
            datetime.fromisoformat(at) for (at,) in session.execute(text("SELECT at FROM beat ORDER BY at"))
        ]
    return [(after - before).total_seconds() for before, after in pairwise(beats)]
