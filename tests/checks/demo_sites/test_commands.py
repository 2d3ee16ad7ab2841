"""The demo sites as a process: inject, clear and list while it runs, and every wrong use said clearly."""

import argparse
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest
import requests

from checks.__main__ import main as checker_commands
from checks.demo_sites import cli
from checks.demo_sites import state as files
from checks.demo_sites.faults import Fault
from core.common.settings import ROOT
from core.common.text import LANGUAGES, catalogue

SERVE = """
import argparse, sys
from checks.__main__ import main as checker_commands
from checks.demo_sites import cli
parser = argparse.ArgumentParser()
cli.add_arguments(parser)
sys.exit(cli.main(parser.parse_args()))
"""


def demo_sites(*words: object) -> int:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return cli.main(parser.parse_args([str(word) for word in words]))


def start(file: Path, port: int = 0) -> subprocess.Popen[str]:
    """Demo sites in a process of their own, once it answers."""
    words = ["serve", "--state", str(file), "--port", str(port)]
    demo = subprocess.Popen(
        [sys.executable, "-c", SERVE, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: runs(file) or demo.poll() is not None)
    return demo


def runs(file: Path) -> bool:
    try:
        return bool(files.read(file))
    except files.NotRunningError:
        return False


def end(demo: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[int, str, str]:
    demo.send_signal(number)
    out, err = demo.communicate(timeout=60)
    return demo.returncode, out, err


def until(seen: Callable[[], bool], seconds: float = 120) -> None:
    last = monotonic() + seconds
    while not seen():
        assert monotonic() < last, "never seen"
        sleep(0.02)


def status(url: str) -> int | None:
    with requests.Session() as session:
        session.trust_env = False
        try:
            return session.get(url, timeout=60, verify=False).status_code
        except requests.ConnectionError:
            return None


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The state file of demo sites that run."""
    file = tmp_path_factory.mktemp("demo") / "demo-sites.json"
    demo = start(file)
    yield file
    end(demo)


@pytest.fixture
def base(file: Path) -> int:
    return files.read(file).base_port


def test_a_injected_fault_shows_and_a_cleared_one_goes(file: Path, base: int):
    url = f"http://127.0.0.1:{base + 4}/"
    assert status(url) == 200

    assert demo_sites("inject", "site04", "down", "--state", file) == 0
    until(lambda: status(url) is None)
    assert demo_sites("clear", "site04", "down", "--state", file) == 0
    until(lambda: status(url) == 200)


def test_mend_without_a_fault_clears_all(file: Path):
    demo_sites("inject", "site08", "error", "--state", file)
    demo_sites("inject", "site08", "gbk", "--state", file)
    assert files.read(file).sites["site08"] == {Fault.ERROR, Fault.GBK}

    demo_sites("clear", "site08", "--state", file)

    assert files.read(file).sites["site08"] == frozenset()


def test_list_tells_addresses_and_faults_to_machines(
    file: Path, base: int, capsys: pytest.CaptureFixture[str]
):
    assert demo_sites("list", "--json", "--state", file) == 0

    rows = {row["key"]: row for row in json.loads(capsys.readouterr().out)}
    assert len(rows) == 18
    assert rows["site02"]["address"] == f"https://127.0.0.1:{base + 2}/"
    assert rows["site12"]["faults"] == ["stale-home", "stale-columns"]


def test_list_tells_faults_in_words(file: Path, capsys: pytest.CaptureFixture[str]):
    demo_sites("list", "--state", file)

    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("site17"))
    assert line.endswith(catalogue("zh")["demo_sites.fault.firewall"])


def test_the_demo_sites_authority_lies_beside_its_state(file: Path, base: int):
    answer = requests.get(
        f"https://127.0.0.1:{base + 13}/", timeout=60, verify=str(files.authority_file(file))
    )

    assert answer.status_code == 200


def test_commands_at_once_lose_nothing(file: Path):
    keys = [f"site{number:02}" for number in range(1, 19)]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda key: demo_sites("inject", key, "gbk", "--state", file), keys))

    assert done == [0] * 18
    assert all(Fault.GBK in files.read(file).sites[key] for key in keys)
    for key in keys:
        demo_sites("clear", key, "gbk", "--state", file)


def test_a_reader_never_meets_half_a_state(file: Path, tmp_path: Path):
    state, copy = files.read(file), tmp_path / "copy.json"
    files.write(copy, state)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [files.write(copy, state) for _ in range(300)])
        while not writing.done():
            assert len(json.loads(copy.read_text())["sites"]) == 18

    assert [path.name for path in tmp_path.iterdir()] == ["copy.json"]


def test_a_state_file_that_makes_no_sense_changes_nothing(file: Path, base: int):
    good = file.read_bytes()
    files.replace(file, b'{"base_port": ')
    assert demo_sites("list", "--state", file) == 2
    files.replace(file, good)

    demo_sites("inject", "site18", "error", "--state", file)
    until(lambda: status(f"http://127.0.0.1:{base + 18}/") == 500)
    demo_sites("clear", "site18", "--state", file)


@pytest.mark.parametrize(
    ("words", "reported"),
    [
        (("inject", "site99", "down"), "site99"),
        (("inject", "site01", "gone-fishing"), "gone-fishing"),
        (("clear", "site01", "gone-fishing"), "gone-fishing"),
        (("inject", "site01", "bad-certificate"), "https"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(
    file: Path, words: tuple[str, ...], reported: str, capsys: pytest.CaptureFixture[str]
):
    before = file.read_bytes()

    assert demo_sites(*words, "--state", file) == 2

    said = capsys.readouterr().err
    assert reported in said
    assert said.count("\n") == 1
    assert file.read_bytes() == before


@pytest.mark.parametrize("words", [("list",), ("inject", "site01", "down"), ("clear", "site01")])
def test_without_demo_sites_commands_say_how_to_start_one(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert demo_sites(*words, "--state", tmp_path / "demo-sites.json") == 2

    assert "python -m checks demo-sites serve" in capsys.readouterr().err


def test_a_second_set_on_the_same_file_is_refused(file: Path, capsys: pytest.CaptureFixture[str]):
    assert demo_sites("serve", "--state", file) == 2

    assert str(file) in capsys.readouterr().err
    assert demo_sites("list", "--state", file) == 0


def test_the_block_of_ports_moves_when_one_is_taken(base: int, tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        demo = start(tmp_path / "demo-sites.json", port - 7)
        moved = files.read(tmp_path / "demo-sites.json").base_port
        answered = status(f"http://127.0.0.1:{moved + 1}/")
        code, out, _ = end(demo, signal.SIGINT)

    assert moved > port - 7
    assert answered == 200
    assert code == 0
    assert f"127.0.0.1:{moved + 18}/" in out


def test_demo_sites_that_stops_takes_its_files_with_it(tmp_path: Path):
    file = tmp_path / "demo-sites.json"
    demo = start(file)

    code, _, err = end(demo)

    assert (code, err) == (0, "")
    assert not file.exists()
    assert not files.authority_file(file).exists()


def test_demo_sites_that_were_killed_is_known_to_be_gone_and_can_start_again(tmp_path: Path):
    file = tmp_path / "demo-sites.json"
    end(start(file), signal.SIGKILL)
    assert file.exists()
    assert demo_sites("list", "--state", file) == 2

    demo = start(file)

    assert demo_sites("list", "--state", file) == 0
    end(demo)


def test_what_a_killed_process_left_is_not_taken_for_the_next_one(file: Path, tmp_path: Path):
    left = tmp_path / "demo-sites.json"
    files.write(left, files.read(file))

    with files.running(left), pytest.raises(files.NotRunningError):
        files.read(left)


def test_every_fault_has_words_in_both_languages():
    for language in LANGUAGES:
        assert {f"demo_sites.fault.{fault.value}" for fault in Fault} <= set(catalogue(language))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("fleet", "list", "--json"), "demo-sites list --json"),
        (("fleet", "plant", "site01", "down"), "demo-sites inject site01 down"),
        (("demo-sites", "mend", "site07"), "demo-sites clear site07"),
    ],
)
def test_names_of_the_last_release_are_answered_with_todays(old: tuple[str, ...], new: str, capsys):
    assert checker_commands([*old]) == 2
    assert f"python -m checks {new}" in capsys.readouterr().err
