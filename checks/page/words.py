"""The words and weights by which a page is read: `words.toml` and, one file per topic, its neighbours."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


def words() -> dict[str, Any]:
    """All of `words.toml`; not to be changed."""
    return topic("words")


@lru_cache(maxsize=8)
def topic(name: str) -> dict[str, Any]:
    """All of `<name>.toml`; not to be changed."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
