"""The words of the site's checks, which are data: `words.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """All of `words.toml`; not to be changed."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
