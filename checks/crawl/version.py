"""What facts of pages are made by: what was remembered by other code or other words is worth nothing."""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import selectolax

_CHECKS = Path(__file__).parents[1]
_ROOMS = (_CHECKS / "crawl", _CHECKS / "fetch", _CHECKS / "markup", _CHECKS / "page", _CHECKS / "site")
_WORDS = _CHECKS.parent / "core" / "wording"


def version_of(*, page_facts: bool, words: Iterable[Hashable]) -> str:
    """One short text for one way of making facts, with these lists of words."""
    mark = blake2b(f"{_code()} {page_facts}".encode(), digest_size=16)
    for word in sorted(map(repr, words)):
        mark.update(word.encode("utf-8", "replace"))
    return mark.hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    mark = blake2b(str(getattr(selectolax, "__version__", "")).encode(), digest_size=16)
    for room in (*_ROOMS, _WORDS):
        for file in sorted(room.rglob("*")):
            if file.suffix in (".py", ".toml"):
                mark.update(file.name.encode())
                mark.update(file.read_bytes())
    return mark.hexdigest()
