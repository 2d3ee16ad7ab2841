"""Pages that hang, eat or kill the process that reads them are put aside; all others are read."""

import os
import signal
import threading
from collections.abc import Iterator
from datetime import date

import pytest

from checks.page import Page, as_json, open_page
from checks.sandbox.limits import PutAside, SandboxLimits
from checks.sandbox.page import DistantPage, Sandbox
from tests.checks.page.hostile import PAGES
from tests.checks.questions import ask_for_all, die, eat, hold, linger, pid, wrong

TODAY = date(2026, 11, 23)
URL = "http://www.example.gov.cn/"
ORDERLY = "<title>示例区</title><p>全区工作会议 2026-11-20 <a href=/a.html>通知公告</a>".encode()


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """One process, so that whatever it is asked next meets what the page before it left behind. Its limit is
    one of processor time: how busy the machine is blames no page."""
    monkeypatch.setattr("checks.sandbox.process._WAITS", 1000)
    made = Sandbox(SandboxLimits(seconds=1.0, memory_mb=200, processes=1))
    yield made
    made.close()


@pytest.fixture
def patient() -> Iterator[Sandbox]:
    made = Sandbox(SandboxLimits(seconds=120.0, memory_mb=200, processes=1))
    yield made
    made.close()


def opened(sandbox: Sandbox, body: bytes = ORDERLY) -> Page:
    return sandbox.open(body, URL, content_type="text/html; charset=utf-8", today=TODAY)


def test_every_fact_is_the_same_as_read_here(patient: Sandbox):
    here = open_page(ORDERLY, URL, content_type="text/html; charset=utf-8", today=TODAY)
    there = opened(patient)
    assert there.ask(as_json) == as_json(here)
    assert (there.title, there.links, there.items, there.marks) == (
        *(here.title, here.links, here.items, here.marks),
    )
    assert (there.footer, there.passages, there.html) == (here.footer, here.passages, here.html)
    assert there.ask(pid) != os.getpid()


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (hold, "took over 1 s"),
        (eat, "needed over 200 MB"),
        (ask_for_all, "needed over 200 MB"),
        (die, "ended the process that read it"),
    ],
)
def test_a_page_that_breaks_a_limit_is_put_aside_and_its_neighbour_is_read(strict: Sandbox, question, why):
    neighbour, page = opened(strict), opened(strict)
    assert neighbour.title.value == "示例区"
    with pytest.raises(PutAside, match=why) as aside:
        page.ask(question)
    assert aside.value.address == URL
    assert [link.text for link in neighbour.links] == ["通知公告"]
    with pytest.raises(PutAside, match=why):
        _ = page.title
    assert opened(strict).text_length == neighbour.text_length


@pytest.mark.parametrize("name", ["a hundred thousand links", "fifty megabytes of elements"])
def test_real_shapes_that_take_too_much_are_put_aside(name: str):
    sandbox = Sandbox(SandboxLimits(seconds=0.2, memory_mb=200, processes=1))
    with pytest.raises(PutAside):
        opened(sandbox, PAGES[name]()).ask(as_json)
    sandbox.close()


def test_what_was_under_way_in_a_killed_process_is_read_again(patient: Sandbox):
    page = opened(patient)
    first = page.ask(pid)
    killer = threading.Timer(0.2, os.kill, (first, signal.SIGKILL))
    killer.start()
    assert page.ask(linger, first) == "示例区"
    killer.join()


def test_a_process_that_died_while_nobody_asked_is_replaced(patient: Sandbox):
    page = opened(patient)
    os.kill(page.ask(pid), signal.SIGKILL)
    patient.processes[0]._process.wait()
    assert page.title.value == "示例区"


def test_a_fault_of_ours_is_raised_here_and_ends_no_process(patient: Sandbox):
    page = opened(patient)
    before = page.ask(pid)
    with pytest.raises(LookupError, match="no such fact"):
        page.ask(wrong)
    with pytest.raises(TypeError):  # a tree cannot be sent
        _ = page.tree
    assert page.ask(pid) == before


def test_the_process_forgets_pages_that_nobody_holds(patient: Sandbox):
    for _ in range(200):
        assert opened(patient).title.value == "示例区"
    last = opened(patient)
    assert last.title.value == "示例区"
    assert len(patient.processes[0].forgotten) <= 1


def test_readers_end_with_the_process_that_asks(patient: Sandbox):
    process = patient.processes[0]
    opened(patient).ask(pid)
    running = process._process
    process._ours.close()
    assert running.wait(120) == 0


def test_every_property_of_a_page_can_be_had_of_one_read_elsewhere():
    own = {name for name, value in vars(Page).items() if isinstance(value, property)}
    # These are made of facts that are asked for, or are asked only where the page is.
    assert own - set(vars(DistantPage)) <= {"footer", "marks", "elements"}
