"""`deploy/container`: image and compose file name what exists, and (soak) run in a bare Debian root."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.common.settings import Settings
from tests.deploy.containerfile import Image, steps
from tests.server import DIRECT, ROOT, free_port

FOLDER = ROOT / "deploy" / "container"
STEPS = steps((FOLDER / "Containerfile").read_text("utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if name != "database"}
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
POSTGRESQL = "/usr/lib/postgresql/15/bin"


def test_everything_that_is_copied_exists_and_nothing_secret_is() -> None:
    copied = [name for step in STEPS if step.word == "COPY" for name in step.rest.split()[:-1]]
    assert {"app.py", "core", "checks", "db", "pages", "requirements.txt"} <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert not {".", "data", ".env"} & set(copied)


def test_the_image_runs_as_nobody_special_and_installs_by_digest() -> None:
    assert next(step.rest for step in STEPS if step.word == "USER") == "supervision"
    installs = [step.rest for step in STEPS if "pip install" in step.rest]
    assert installs
    assert all("--require-hashes" in line for line in installs)


def test_every_setting_that_is_named_exists() -> None:
    text = "".join((FOLDER / name).read_text("utf-8") for name in ("Containerfile", "compose.yaml"))
    named = {name.lower() for name in re.findall(r"SUPERVISION_(\w+)", text)}
    assert named - set(Settings.model_fields) == set()


@pytest.mark.parametrize("name", OURS)
def test_each_service_may_do_little(name: str) -> None:
    service = OURS[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


@pytest.mark.parametrize("name", [name for name in OURS if "cluster" in OURS[name].get("profiles", ())])
def test_the_cluster_sees_neither_password_nor_data(name: str) -> None:
    assert not [key for key in OURS[name]["environment"] if "DATABASE" in key]
    assert not [volume for volume in OURS[name]["volumes"] if volume.startswith(("data:", "backups:"))]


def test_the_database_is_no_newer_than_the_program_that_copies_it() -> None:
    # Debian 12 brings the client of PostgreSQL 15.
    assert STEPS[0].rest.endswith("debian:12-slim")
    assert SERVICES["database"]["image"].endswith("postgres:15")


@pytest.mark.soak
def test_image_and_services_run_in_a_bare_root(tmp_path: Path) -> None:
    if shutil.which("mmdebstrap") is None:
        pytest.skip("no mmdebstrap; install it with: sudo apt-get install -y mmdebstrap")
    image = Image(tmp_path / "root", ROOT)
    image.build(STEPS)
    assert "pip 23.0.1" in image.run([".venv/bin/python", "-m", "pip", "--version"])
    port = free_port()
    with _database(image) as at:
        said = image.run(_command(image, "prepare"), **_settings("prepare", at))
        assert "admin" in said
        with _started(image, "checker", at), _started(image, "dashboard", at, port=port):
            assert _health(port)["status"] == "ok"
            with DIRECT.open(f"http://127.0.0.1:{port}/sign-in") as page:
                assert page.status == 200
            copy = "/var/backups/supervision/monday.dump"
            image.run(["python", "-m", "db", "backup", copy], **_settings("dashboard", at))
            assert (image.root / copy.lstrip("/")).stat().st_size > 10_000


@contextmanager
def _database(image: Image) -> Iterator[str]:
    """Debian's PostgreSQL in the same root; yields where it listens."""
    install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql"
    image.run(["sh", "-c", install], user="root", DEBIAN_FRONTEND="noninteractive")
    port = free_port()
    make = f"mkdir soak && {POSTGRESQL}/initdb -D soak -A trust -U supervision -E UTF8"
    image.run(["sh", "-c", make], user="postgres", folder="/var/lib/postgresql")
    words = [f"{POSTGRESQL}/postgres", "-D", "soak", "-h", "127.0.0.1", "-p", str(port), "-k", ""]
    server = subprocess.Popen(image.line(words, user="postgres", folder="/var/lib/postgresql"))
    try:
        at = f"127.0.0.1:{port}"
        ask = f"until {POSTGRESQL}/pg_isready -q -h 127.0.0.1 -p {port}; do sleep 0.2; done"
        make = f"{POSTGRESQL}/createdb -h 127.0.0.1 -p {port} -U supervision supervision"
        image.run(["sh", "-c", f"{ask}; {make}"], user="postgres", folder="/tmp")
        yield at
    finally:
        server.terminate()
        server.wait(180)


@contextmanager
def _started(image: Image, name: str, at: str, *, port: int = 0) -> Iterator[None]:
    """The service `name` of the compose file, ended in order afterwards."""
    words = [str(port) if word == "8501" else word for word in _command(image, name)]
    process = subprocess.Popen(image.line(words, **_settings(name, at)))
    try:
        yield
    finally:
        process.terminate()
        process.wait(180)


def _command(image: Image, name: str) -> list[str]:
    return SERVICES[name].get("command") or image.command


def _settings(name: str, at: str) -> dict[str, str]:
    """The service's environment, with variables at their defaults and the database where it is here."""
    given = {"POSTGRES_PASSWORD": "secret"}
    resolved = {
        key: VARIABLE.sub(lambda found: given.get(found[1], found[2] or ""), str(value))
        for key, value in SERVICES[name]["environment"].items()
    }
    return {key: value.replace("@database/", f"@{at}/") for key, value in resolved.items()}


def _health(port: int) -> dict[str, Any]:
    """What the dashboard says of itself once all is well, or at last."""
    for _ in range(600):
        try:
            with DIRECT.open(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
                return dict(json.load(answer))
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the dashboard never said that all is well")
