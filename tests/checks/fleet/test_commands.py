"""The town as a process: plant, mend and list while it runs, and every wrong use said clearly."""

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

from checks.fleet import cli
from checks.fleet import state as files
from checks.fleet.faults import Fault
from core.common.settings import ROOT
from core.common.text import LANGUAGES, catalogue

SERVE = """
import argparse, sys
from checks.fleet import cli
parser = argparse.ArgumentParser()
cli.add_arguments(parser)
sys.exit(cli.main(parser.parse_args()))
"""


def fleet(*words: object) -> int:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return cli.main(parser.parse_args([str(word) for word in words]))


def start(file: Path, port: int = 0) -> subprocess.Popen[str]:
    """A town of its own process, once it answers."""
    words = ["serve", "--state", str(file), "--port", str(port)]
    town = subprocess.Popen(
        [sys.executable, "-c", SERVE, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: runs(file) or town.poll() is not None)
    return town


def runs(file: Path) -> bool:
    try:
        return bool(files.read(file))
    except files.NoTownError:
        return False


def end(town: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[int, str, str]:
    town.send_signal(number)
    out, err = town.communicate(timeout=10)
    return town.returncode, out, err


def until(seen: Callable[[], bool], seconds: float = 20) -> None:
    last = monotonic() + seconds
    while not seen():
        assert monotonic() < last, "never seen"
        sleep(0.02)


def status(url: str) -> int | None:
    with requests.Session() as session:
        session.trust_env = False
        try:
            return session.get(url, timeout=5, verify=False).status_code
        except requests.ConnectionError:
            return None


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The state file of a town that runs."""
    file = tmp_path_factory.mktemp("town") / "town.json"
    town = start(file)
    yield file
    end(town)


@pytest.fixture
def base(file: Path) -> int:
    return files.read(file).base_port


def test_a_planted_fault_shows_and_a_mended_one_goes(file: Path, base: int):
    url = f"http://127.0.0.1:{base + 4}/"
    assert status(url) == 200

    assert fleet("plant", "site04", "down", "--state", file) == 0
    until(lambda: status(url) is None)
    assert fleet("mend", "site04", "down", "--state", file) == 0
    until(lambda: status(url) == 200)


def test_mend_without_a_fault_mends_all(file: Path):
    fleet("plant", "site08", "error", "--state", file)
    fleet("plant", "site08", "gbk", "--state", file)
    assert files.read(file).sites["site08"] == {Fault.ERROR, Fault.GBK}

    fleet("mend", "site08", "--state", file)

    assert files.read(file).sites["site08"] == frozenset()


def test_list_tells_addresses_and_faults_to_machines(
    file: Path, base: int, capsys: pytest.CaptureFixture[str]
):
    assert fleet("list", "--json", "--state", file) == 0

    rows = {row["key"]: row for row in json.loads(capsys.readouterr().out)}
    assert len(rows) == 18
    assert rows["site02"]["address"] == f"https://127.0.0.1:{base + 2}/"
    assert rows["site12"]["faults"] == ["stale-home", "stale-columns"]


def test_list_tells_faults_in_words(file: Path, capsys: pytest.CaptureFixture[str]):
    fleet("list", "--state", file)

    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("site17"))
    assert line.endswith(catalogue("zh")["fleet.fault.firewall"])


def test_the_towns_authority_lies_beside_its_state(file: Path, base: int):
    answer = requests.get(
        f"https://127.0.0.1:{base + 13}/", timeout=5, verify=str(files.authority_file(file))
    )

    assert answer.status_code == 200


def test_commands_at_once_lose_nothing(file: Path):
    keys = [f"site{number:02}" for number in range(1, 19)]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda key: fleet("plant", key, "gbk", "--state", file), keys))

    assert done == [0] * 18
    assert all(Fault.GBK in files.read(file).sites[key] for key in keys)
    for key in keys:
        fleet("mend", key, "gbk", "--state", file)


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
    assert fleet("list", "--state", file) == 2
    files.replace(file, good)

    fleet("plant", "site18", "error", "--state", file)
    until(lambda: status(f"http://127.0.0.1:{base + 18}/") == 500)
    fleet("mend", "site18", "--state", file)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("plant", "site99", "down"), "site99"),
        (("plant", "site01", "gone-fishing"), "gone-fishing"),
        (("mend", "site01", "gone-fishing"), "gone-fishing"),
        (("plant", "site01", "bad-certificate"), "https"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(
    file: Path, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
):
    before = file.read_bytes()

    assert fleet(*words, "--state", file) == 2

    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
    assert file.read_bytes() == before


@pytest.mark.parametrize("words", [("list",), ("plant", "site01", "down"), ("mend", "site01")])
def test_without_a_town_commands_say_how_to_start_one(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert fleet(*words, "--state", tmp_path / "town.json") == 2

    assert "python -m checks fleet serve" in capsys.readouterr().err


def test_a_second_town_on_the_same_file_is_refused(file: Path, capsys: pytest.CaptureFixture[str]):
    assert fleet("serve", "--state", file) == 2

    assert str(file) in capsys.readouterr().err
    assert fleet("list", "--state", file) == 0


def test_the_block_of_ports_moves_when_one_is_taken(base: int, tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        town = start(tmp_path / "town.json", port - 7)
        moved = files.read(tmp_path / "town.json").base_port
        answered = status(f"http://127.0.0.1:{moved + 1}/")
        code, out, _ = end(town, signal.SIGINT)

    assert moved > port - 7
    assert answered == 200
    assert code == 0
    assert f"127.0.0.1:{moved + 18}/" in out


def test_a_town_that_stops_takes_its_files_with_it(tmp_path: Path):
    file = tmp_path / "town.json"
    town = start(file)

    code, _, err = end(town)

    assert (code, err) == (0, "")
    assert not file.exists()
    assert not files.authority_file(file).exists()


def test_a_town_that_was_killed_is_known_to_be_gone_and_can_start_again(tmp_path: Path):
    file = tmp_path / "town.json"
    end(start(file), signal.SIGKILL)
    assert file.exists()
    assert fleet("list", "--state", file) == 2

    town = start(file)

    assert fleet("list", "--state", file) == 0
    end(town)


def test_what_a_killed_town_left_is_not_taken_for_the_next_one(file: Path, tmp_path: Path):
    left = tmp_path / "town.json"
    files.write(left, files.read(file))

    with files.running(left), pytest.raises(files.NoTownError):
        files.read(left)


def test_every_fault_has_words_in_both_languages():
    for language in LANGUAGES:
        assert {f"fleet.fault.{fault.value}" for fault in Fault} <= set(catalogue(language))
