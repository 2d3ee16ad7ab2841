"""Ten minutes of people at work while server, checker and writers are killed and sign-ins revoked: nothing
that was acknowledged is lost, the chain of the trail is whole, nothing is done by a sign-in that was ended.

Only through `manage.py soak`. `SOAK_MINUTES` (10) sets how long on SQLite; PostgreSQL has a fifth of it."""

import json
import os
import subprocess
import sys
import time
import urllib.error
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from urllib.request import Request

import pytest
from sqlmodel import col, select

from core.access import Role, accounts, sign_ins
from core.access.accounts import Grant, token_digest
from core.common.settings import ROOT
from db.engine import reading
from db.models import AuditEntry, Issue, SignIn
from pages.shell.sign_in.identity import GLANCE_S
from tests.core.access.people import ADMINISTRATOR, HERE, a_person
from tests.rows import a_unit, a_website, an_issue
from tests.server import free_port
from tests.test_sign_in import OPENER

MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))
PEOPLE, ISSUES = 4, 5
# A look is trusted for so long, and a commit is as old as its clock says: no more may lie between.
LATEST = timedelta(seconds=GLANCE_S)


@dataclass
class Written:
    """What the writers wrote down, by the name of each action."""

    begun: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    done: dict[str, tuple[str, int]] = field(default_factory=dict)
    refused: int = 0


class Child:
    """A process that is killed without warning and started again."""

    def __init__(self, log: Path, *words: str, **environment: str) -> None:
        self._log, self._words, self._environment = log, words, environment
        self.kills = -1
        self._process: subprocess.Popen[bytes] | None = None
        self.again()

    def again(self) -> None:
        self.end()
        self.kills += 1
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._words],
                cwd=ROOT,
                env={**os.environ, "SUPERVISION_PARENT_PID": str(os.getpid()), **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.mark.soak
def test_people_at_work_lose_nothing_while_everything_is_killed(either_database: str, tmp_path: Path) -> None:
    seconds = 60 * MINUTES / (1 if either_database == "sqlite" else 5)
    a_person("admin", Grant(Role.ADMINISTRATOR))
    people = {f"p{number}": _someone(number, tmp_path) for number in range(PEOPLE)}
    before = _versions()
    port = free_port()
    with _children(tmp_path, port, people) as children:
        figures = _chaos(children, people, tmp_path, port, seconds)
    written = _written(tmp_path, people)
    figures |= {
        "begun": len(written.begun),
        "acknowledged": len(written.done),
        "refused as signed out": written.refused,
    }
    figures |= {f"killed: {name}": child.kills for name, child in children.items()}
    print("\n" + json.dumps({"database": either_database, "seconds": seconds, **figures}, indent=1))
    tried = (figures.get("answered", 0), figures.get("revoked", 0), written.refused, len(written.done))
    assert min(tried) > 0, tried
    _nothing_lost(written, before)
    _nothing_by_an_ended_sign_in(written)
    done = subprocess.run([sys.executable, "-m", "db", "verify"], cwd=ROOT, capture_output=True, text=True)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


def _someone(number: int, folder: Path) -> int:
    """A member of a unit's staff, with issues of that unit, and signed in."""
    unit = a_unit(name=f"单位{number}")
    website = a_website(unit_id=unit)
    issues = [an_issue(unit_id=unit, channel_id=website, title=f"问题{n}") for n in range(ISSUES)]
    (folder / f"p{number}.log").touch()
    (folder / f"p{number}.issues").write_text(" ".join(map(str, issues)))
    person = a_person(f"p{number}", Grant(Role.STAFF, unit))
    _sign_in(person, folder / f"p{number}.token")
    return person


def _sign_in(person: int, file: Path) -> str:
    token = sign_ins.sign_in_as(person, HERE)
    beside = file.with_suffix(".new")
    beside.write_text(token)
    beside.replace(file)
    return token


@contextmanager
def _children(folder: Path, port: int, people: dict[str, int]) -> Iterator[dict[str, Child]]:
    required = {"SUPERVISION_SIGN_IN": "required", "SUPERVISION_CHECKER": "external"}
    server = ("streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1")
    log = folder / "children.log"
    children = {
        "server": Child(log, *server, **required),
        "checker": Child(log, "checks", SUPERVISION_LEASE_S="4"),
        **{name: Child(log, "tests.chaos.writer", str(folder), name, **required) for name in people},
    }
    try:
        yield children
    finally:
        for child in children.values():
            child.end()


def _chaos(
    children: dict[str, Child], people: dict[str, int], folder: Path, port: int, seconds: float
) -> dict[str, int]:
    """Kill, revoke and ask the server, each in its time, until the time is over."""
    chance, counts = Random(1), Counter[str]()
    ended: dict[str, str] = {}

    def revoke() -> None:
        name = chance.choice(list(people))
        file = folder / f"{name}.token"
        ended[name] = file.read_text()
        accounts.lock(people[name], actor=ADMINISTRATOR, reason="手机遗失")
        time.sleep(chance.uniform(1, 4))
        accounts.unlock(people[name], actor=ADMINISTRATOR, reason="找到了")
        time.sleep(1)
        _sign_in(people[name], file)
        counts["revoked"] += 1

    def ask() -> None:
        name = chance.choice(list(people))
        status = _status(port, (folder / f"{name}.token").read_text())
        if status:
            assert status == 200, status
            counts["answered"] += 1
        if status and name in ended:
            assert _status(port, ended[name]) in {0, 303}
            counts["refused by the server"] += 1

    def kill_one_at_work() -> None:
        at_work = [name for name in people if (folder / f"{name}.log").stat().st_size > sizes[name]]
        if at_work:
            name = chance.choice(at_work)
            children[name].again()
            sizes[name] = (folder / f"{name}.log").stat().st_size

    def kill_the_server() -> None:
        if _status(port, ""):
            children["server"].again()

    sizes = dict.fromkeys(people, 0)
    every: dict[str, tuple[float, Callable[[], object]]] = {
        "writers": (6, kill_one_at_work),
        "checker": (25, children["checker"].again),
        "server": (40, kill_the_server),
        "revoke": (7, revoke),
        "ask": (1, ask),
    }
    due = {name: time.monotonic() + each for name, (each, _) in every.items()}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        name = min(due, key=lambda one: due[one])
        time.sleep(max(due[name] - time.monotonic(), 0))
        every[name][1]()
        due[name] = time.monotonic() + every[name][0] * chance.uniform(0.5, 1.5)
    return dict(counts)


def _status(port: int, token: str) -> int:
    """How the server answers the browser with this token; 0 while it is down."""
    request = Request(f"http://127.0.0.1:{port}/", headers={"Cookie": f"supervision_session={token}"})
    try:
        with OPENER.open(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def _written(folder: Path, people: dict[str, int]) -> Written:
    written = Written()
    for name in people:
        for line in (folder / f"{name}.log").read_text("utf-8").splitlines():
            with suppress(ValueError):  # cut short by a kill
                said = json.loads(line)
                if said["what"] == "begun":
                    written.begun[said["one"]] = (said["token"], datetime.fromisoformat(said["at"]))
                elif said["what"] == "refused":
                    written.refused += 1
                elif said["did"]:
                    written.done[said["one"]] = (said["did"], said["issue"])
    return written


def _versions() -> dict[int, int]:
    with reading() as session:
        return dict(session.exec(select(col(Issue.id), col(Issue.version))).all())


def _trail() -> list[AuditEntry]:
    with reading() as session:
        wanted = select(AuditEntry).where(col(AuditEntry.noun) == "issue")
        return list(session.exec(wanted.where(col(AuditEntry.action).in_(("report", "withdraw")))))


def _nothing_lost(written: Written, before: dict[int, int]) -> None:
    """Every acknowledged action stands in the trail, and every issue is as its trail says."""
    trail, notes = _trail(), {entry.reason for entry in _trail()}
    lost = [one for one, (did, _) in written.done.items() if did == "report" and one not in notes]
    assert lost == []
    kept = Counter((entry.action, entry.noun_id) for entry in trail)
    assert not Counter(written.done.values()) - kept
    moved = Counter(entry.noun_id for entry in trail)
    assert _versions() == {number: version + moved[number] for number, version in before.items()}


def _nothing_by_an_ended_sign_in(written: Written) -> None:
    """Whether acknowledged or killed before: what stands in the trail was begun before its sign-in ended."""
    with reading() as session:
        ended = dict(session.exec(select(col(SignIn.token_digest), col(SignIn.ended_at))).all())
    for one in {entry.reason for entry in _trail()} & written.begun.keys() | written.done.keys():
        token, at = written.begun[one]
        end = ended[token_digest(token)]
        assert end is None or at <= end + LATEST, one
