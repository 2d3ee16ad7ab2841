"""Sweeps over sites whose pages break the limits: named outcomes, the others are read, the heart beats on."""

import json
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from checks import rules
from checks.engine import Engine
from checks.leader import Leader
from checks.run import Checker
from checks.sandbox import page as sandboxes
from checks.site import Site
from core.common.outcome import Outcome, Report, Target
from core.common.settings import Settings, settings
from core.monitoring.lease import LeaseToken
from db.engine import reading, writing
from db.models import CurrentState, Finding, Issue, Run, RunState
from tests.checks.page.hostile import PAGES
from tests.checks.questions import die, eat, hold
from tests.checks.web import Server, page, serving
from tests.rows import a_website, all_of

HEALTHY = "<title>示例区</title><form action=/s><input type=search name=q></form><p>区政府办公室工作动态"
PAGE_S, BEAT_S = 0.5, 0.02


@pytest.fixture
def checker(database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checker]:
    """A checker whose reading processes are strict."""
    monkeypatch.setenv("SUPERVISION_PAGE_S", str(PAGE_S))
    monkeypatch.setenv("SUPERVISION_PAGE_MEMORY_MB", "400")
    monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", json.dumps(["127.0.0.0/8"]))
    monkeypatch.setenv("SUPERVISION_HOST_GAP_S", "0")
    settings.cache_clear()
    sandboxes.sandbox.cache_clear()
    # What counts is what a page takes of a processor: how busy the machine is blames no page here.
    monkeypatch.setattr("checks.sandbox.process._WAITS", 1000)
    engine = Engine(threads=4)
    yield Checker(settings=Settings(), engine=engine)
    engine.close()
    sandboxes.sandbox().close()
    sandboxes.sandbox.cache_clear()


@pytest.fixture
def server() -> Iterator[Server]:
    """`/healthy` and any other page are small and whole; hostile shapes stand at their names."""

    def answer(connection, path: str) -> None:
        name = path.strip("/").replace("-", " ")
        connection.sendall(page(PAGES[name]()[:2_000_000] if name in PAGES else HEALTHY))

    with serving(answer) as running:
        yield running


def said(channel: int) -> dict[str, tuple[Outcome, str | None]]:
    return {s.check: (s.outcome, s.failure) for s in all_of(CurrentState) if s.channel_id == channel}


def a_check_that_asks(question, of_path: str):
    """A check like any other, which puts `question` to home pages at `of_path`."""

    def check(target: Target, *, fetcher, rules, visit=None) -> Report:
        site = Site.of(target, fetcher, rules, visit)
        if report := site.blocked("search"):
            return report
        if site.address.endswith(of_path):
            site.home.ask(question)
        return site.report("search")

    return check


@pytest.mark.parametrize("question", [hold, eat, die])
def test_a_page_that_ends_its_reader_has_a_named_outcome_and_its_neighbours_are_read(
    checker: Checker, server: Server, monkeypatch: pytest.MonkeyPatch, question
):
    monkeypatch.setitem(rules.CHECKS, "search", a_check_that_asks(question, "/odd"))
    leader = Leader(seconds=20)
    leader.beat()
    assert leader.token is not None
    channels = {path: a_website(url=server.url(path)) for path in ("/a", "/odd", "/b")}
    checker.site(leader.token)
    odd = said(channels["/odd"])
    assert odd["search"] == (Outcome.BLOCKED, "page-limits")
    assert odd["home_freshness"][1] != "page-limits", "was made before the page turned out to be one"
    for path in ("/a", "/b"):
        assert said(channels[path])["search"] == (Outcome.OK, None)
    assert [run.state for run in all_of(Run)] == [RunState.DONE]
    assert {one.channel_id for one in all_of(Finding)} & {channels["/odd"]} == set()
    assert [issue for issue in all_of(Issue) if issue.channel_id == channels["/odd"]] == []


def test_a_real_page_of_two_megabytes_is_put_aside_by_name(checker: Checker, server: Server):
    leader = Leader(seconds=20)
    leader.beat()
    assert leader.token is not None
    odd = a_website(url=server.url("/a-hundred-thousand-links"))
    healthy = a_website(url=server.url("/healthy"))
    checker.site(leader.token)
    outcomes = said(odd)
    aside = {check for check, (outcome, failure) in outcomes.items() if failure == "page-limits"}
    assert aside
    assert {outcomes[check][0] for check in aside} == {Outcome.BLOCKED}, outcomes
    assert "page-limits" not in {failure for _, failure in said(healthy).values()}


def test_an_account_s_page_is_read_within_the_limits_too(checker: Checker, server: Server):
    leader = Leader(seconds=20)
    leader.beat()
    assert leader.token is not None
    account = a_website(kind="weibo", url=server.url("/a-hundred-thousand-links"))
    checker.accounts(leader.token)
    assert said(account)["account_freshness"] == (Outcome.BLOCKED, "page-limits")


@pytest.fixture
def beats(database) -> Iterator[None]:
    """Keeps every heartbeat as a row of its own."""
    with writing() as session:
        session.execute(text("CREATE TABLE beat (at)"))
        session.execute(
            text(
                "CREATE TRIGGER beats AFTER UPDATE OF heartbeat_at ON lease"
                " BEGIN INSERT INTO beat VALUES (new.heartbeat_at); END"
            )
        )
    yield
    with writing() as session:
        session.execute(text("DROP TRIGGER beats"))
        session.execute(text("DROP TABLE beat"))


def counted() -> int:
    with reading() as session:
        return int(session.execute(text("SELECT count(*) FROM beat")).scalar_one())


def test_the_heart_beats_while_a_page_holds_its_reader(
    checker: Checker, server: Server, beats: None, monkeypatch: pytest.MonkeyPatch
):
    """Two tries of `PAGE_S` each: where this process waited as long it would not beat once."""
    leader, done = Leader(seconds=20), threading.Event()
    leader.beat()
    token = leader.token
    assert isinstance(token, LeaseToken)
    seen: list[int] = []

    def asked(target: Target, **named) -> Report:
        seen.append(counted())
        try:
            return a_check_that_asks(hold, "/odd")(target, **named)
        finally:
            seen.append(counted())

    monkeypatch.setitem(rules.CHECKS, "search", asked)
    a_website(url=server.url("/odd"))

    def beat() -> None:
        while not done.wait(BEAT_S):
            leader.beat()

    heart = threading.Thread(target=beat)
    heart.start()
    checker.site(token)
    done.set()
    heart.join()
    assert seen[1] - seen[0] >= 3, "beats while the page was read"
    assert leader.token == token
