"""The lists a text is searched with: the shipped ones under the office's own, compiled once. Pure."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256

from core.wording.entry import Entry, shipped, shipped_version
from core.wording.find import Finder


def combined(own: Iterable[Entry]) -> tuple[Entry, ...]:
    """The office's own entries first; one of them replaces the shipped entry of its list and phrase."""
    first = tuple(own)
    replaced = {(entry.list, entry.phrase) for entry in first}
    return first + tuple(entry for entry in shipped() if (entry.list, entry.phrase) not in replaced)


def finder_of(own: Sequence[Entry], *, least: float) -> Finder:
    """All lists with `own` on top, ready to search for entries at least `least` sure."""
    return _compiled(tuple(own), least)


def version_of(own: Sequence[Entry]) -> str:
    """Which lists these are: the version of the shipped ones, and a mark that changes with the own ones."""
    if not own:
        return shipped_version()
    return f"{shipped_version()}+{sha256(repr(sorted(map(repr, own))).encode()).hexdigest()[:8]}"


@lru_cache(maxsize=4)
def _compiled(own: tuple[Entry, ...], least: float) -> Finder:
    return Finder(combined(own), least=least)
