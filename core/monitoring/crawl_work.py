"""Numbers of how whole sites are read: data of `core/rules/crawl.toml`.

Apart from the rule sets, which bring the database along: the process that reads does without."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "rules" / "crawl.toml"


def beside() -> dict[str, str]:
    """The checks that judge a reading, each with the one that looks at the same on fewer pages."""
    return dict(_data()["checks"])


def kept(kind: str) -> int:
    """How many rows of one kind a result keeps."""
    return int(_data()["kept"][kind])


def work(name: str) -> float:
    """A number of how the work is done."""
    return float(_data()["work"][name])


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))
