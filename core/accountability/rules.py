"""The kinds of holding to account, which are data: `core/rules/accountability.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path

from core.common.text import has, t

FILE = Path(__file__).parents[1] / "rules" / "accountability.toml"


@lru_cache(maxsize=1)
def kinds() -> tuple[str, ...]:
    """Every kind, from the mildest on."""
    return tuple(tomllib.loads(FILE.read_text("utf-8"))["kinds"])


def kind_name(kind: str) -> str:
    """The kind in the reader's language; the key itself for one that is no longer in the file."""
    return t(f"accountability.kind.{kind}") if has(f"accountability.kind.{kind}") else kind
