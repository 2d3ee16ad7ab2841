"""Whether two parts of a cluster are the same product: work travels by the name of its function."""

import sys
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version

from core.common.settings import ROOT, settings

_ROOMS = ("checks", "core")
_PACKAGES = (
    "distributed",
    "dask",
    "cloudpickle",
    "msgpack",
    "pydantic",
    "pycurl",
    "selectolax",
    "beautifulsoup4",
)
PRODUCT, PYTHON = "product", "Python"


def versions() -> dict[str, str]:
    """What has to agree: the release, Python, and the packages that work is made with."""
    packages = {name: version(name) for name in _PACKAGES}
    return {
        PRODUCT: settings().release or _digest(),
        PYTHON: f"{sys.version_info[0]}.{sys.version_info[1]}",
        **packages,
    }


def differing(theirs: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What does not agree with `theirs`, as name, ours, theirs."""
    ours = versions()
    return [(name, mine, theirs.get(name, "–")) for name, mine in ours.items() if theirs.get(name) != mine]


@lru_cache(maxsize=1)
def _digest() -> str:
    """Of the code and the rules, as they were when first asked for."""
    whole = sha256()
    for room in _ROOMS:
        for file in sorted((ROOT / room).rglob("*")):
            if file.suffix in (".py", ".toml"):
                whole.update(str(file.relative_to(ROOT)).encode())
                whole.update(file.read_bytes())
    return whole.hexdigest()[:12]
