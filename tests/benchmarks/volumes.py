"""Databases of three sizes, filled once: kept in `BENCH_VOLUMES`, or in a temporary folder."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.common.settings import settings
from core.monitoring import verdict_cache
from db import engine
from db.demo.story import today
from db.migrate import upgrade
from db.volume.fill import fill
from db.volume.size import Size

SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "200,2000,15000").split(","))


@contextmanager
def volume(channels: int, folder: Path) -> Iterator[Path]:
    """A folder in whose `data` lies a database with so many channels, a year of days and 90 days of raw
    results; the configured one within the block. Its verdicts are judged, as a checker leaves them."""
    with filled(
        Size(channels=channels, until=today()), Path(os.environ.get("BENCH_VOLUMES", folder))
    ) as home:
        yield home


@contextmanager
def filled(size: Size, folder: Path) -> Iterator[Path]:
    """The same for any size, in `folder`."""
    home = folder / str(size.channels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(home / "data"))
        patch.delenv("SUPERVISION_DATABASE_URL", raising=False)
        _forget()
        upgrade()
        if not (home / "filled").exists():
            fill(size)
            verdict_cache.refresh()
            (home / "filled").touch()
        yield home
        engine.engines().read.dispose()
        engine.engines().write.dispose()
    _forget()


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as `docs/performance.md` holds it."""
    lines = [f"| {' | '.join(cells)} |" for cells in (headings, ["---"] * len(headings), *rows)]
    return "\n".join(["", f"### {title}", "", *lines, ""])


def _forget() -> None:
    engine.forget()
    settings.cache_clear()
