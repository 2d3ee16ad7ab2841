"""The sites of the demonstration's town, read from `town.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("town.toml")


@dataclass(frozen=True, slots=True)
class TownSite:
    """One fictional site. `offset` is added to the town's base port; `faults` are planted at the start.

    `type` is portal, department or institution; `theme` chooses columns, words and colours."""

    key: str
    name: str
    offset: int
    type: str
    theme: str
    sponsor: str
    undertaker: str
    site_code: str
    icp: str
    police: str
    charset: str
    scheme: str
    faults: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def town_sites() -> tuple[TownSite, ...]:
    """Every site of the town, in the order of the file."""
    return tuple(_site(row) for row in tomllib.loads(_DATA.read_text("utf-8"))["site"])


def address(site: TownSite, base_port: int) -> str:
    """The home page of `site` in a town whose first port is `base_port`."""
    return f"{site.scheme}://127.0.0.1:{base_port + site.offset}/"


def _site(row: dict[str, Any]) -> TownSite:
    return TownSite(**{**row, "faults": tuple(row["faults"])})
