"""How Vega writes numbers and dates in each language: data in `locale.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.common.text import Language

_DATA = Path(__file__).with_name("chart_locale.toml")


@lru_cache(maxsize=1)
def _locales() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_DATA.read_text("utf-8"))


def vega_locale(language: Language) -> dict[str, Any]:
    """`{"number": …, "time": …}` as Vega's `config.locale` takes it."""
    return _locales()[language]
