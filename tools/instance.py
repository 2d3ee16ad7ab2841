"""Who serves a data folder now: its address is left there, and a second start only says it."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "instance.json"


def running(folder: Path) -> str | None:
    """The address of the dashboard that serves `folder`, None when what is written there answers no more."""
    try:
        address = str(json.loads((folder / NAME).read_text("utf-8"))["address"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return address if answers(f"{address}/healthz") else None


@contextmanager
def announced(folder: Path, address: str) -> Iterator[None]:
    """Leave `address` in `folder` while the block lasts."""
    file = folder / NAME
    file.write_text(json.dumps({"address": address}), "utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def answers(url: str) -> bool:
    """Whether the dashboard itself is there; what it says of its health is another matter."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=10):
            return True
    except urllib.error.HTTPError as error:
        return error.code == 503
    except (OSError, ValueError):
        return False
