"""Where all is, and the settings that matter before the product can run."""

import os
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

DEFAULT_PORT = 8501
DEFAULT_DEMO_PORT = 8700
DEFAULT_ADDRESS = "127.0.0.1"


@lru_cache(maxsize=1)
def settings() -> dict[str, str]:
    """The environment over the lines of `.env`, as the product itself reads them."""
    file = ROOT / ".env"
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return {**dict(filter(None, map(_assignment, lines))), **os.environ}


def data_dir() -> Path:
    """The folder of the database file and of everything written while running."""
    return ROOT / settings().get("SUPERVISION_DATA_DIR", "data")


def demonstration_dir() -> Path:
    """The same for the demonstration, which never shares a database with real work."""
    return data_dir() / "demonstration"


def _assignment(line: str) -> tuple[str, str] | None:
    name, equals, value = line.strip().removeprefix("export ").partition("=")
    if not equals or name.startswith("#"):
        return None
    value = value.strip()
    if value[:1] in {'"', "'"}:
        return name.strip().upper(), value[1:].partition(value[0])[0]
    return name.strip().upper(), value.partition(" #")[0].rstrip()
