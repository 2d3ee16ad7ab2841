"""The demo sites, read from `sites.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("sites.toml")


@dataclass(frozen=True, slots=True)
class DemoSite:
    """One fictional site. `offset` is added to the demo sites' base port; `faults` are injected at the start.

    `type` is portal, department or institution; `theme` chooses columns, words and colours; `system` is the
    content system whose habits its pages have: jcms, trs, webplus or frames, empty for none of these."""

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
    system: str = ""


@lru_cache(maxsize=1)
def site_list() -> tuple[DemoSite, ...]:
    """Every demo site, in the order of the file."""
    return tuple(_site(row) for row in tomllib.loads(_DATA.read_text("utf-8"))["site"])


def address(site: DemoSite, base_port: int) -> str:
    """The home page of `site` in demo sites whose first port is `base_port`."""
    return f"{site.scheme}://127.0.0.1:{base_port + site.offset}/"


def _site(row: dict[str, Any]) -> DemoSite:
    return DemoSite(**{**row, "faults": tuple(row["faults"])})
