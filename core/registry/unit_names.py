"""Units as files name them: by code, by name, by a short form, by what a person once explained.

Short forms are data (`unit_names.toml`). A short form that two units share names neither."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.registry.fields import fold
from core.registry.values import code_key, spellings_in
from db.engine import reading
from db.models import Unit, UnitLevel

TOPIC = "unit-name"  # of the words that a person explained
LONGEST_AREA = 8  # letters that may stand before the name of the area, such as those of its city
_DATA = Path(__file__).with_name("unit_names.toml")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name means: the ids of the units it may mean, and whether it was taken for more than it says."""

    ids: tuple[Any, ...]
    short: bool = False


class UnitNames:
    """Finds units by what a file calls them. Ids may be anything that can be compared."""

    def __init__(self, learned: Mapping[str, str] | None = None) -> None:
        self._learned = learned or {}
        self._codes: dict[str, Any] = {}
        self._names: dict[str, list[Any]] = defaultdict(list)
        self._shorts: dict[str, list[Any]] = defaultdict(list)
        self._areas: set[str] = set()
        self._asked: dict[str, Meant] = {}

    def add(self, ident: Any, code: str, name: str, level: str) -> None:
        """Make a unit known."""
        if code:
            self._codes[code_key(code)] = ident
        if level == UnitLevel.DISTRICT:
            self._areas |= set(_area_of(name))
            self._rename()
        self._names[fold(name)].append(ident)
        for short in self._forms(name):
            self._shorts[short].append(ident)
        self._asked.clear()

    def find(self, word: str) -> Meant:
        """The units that a word may mean; none when nobody is called so."""
        if word not in self._asked:
            self._asked[word] = self._find(word)
        return self._asked[word]

    def _find(self, word: str) -> Meant:
        code = self._learned.get(fold(word)) or word
        if code_key(code) in self._codes:
            return Meant((self._codes[code_key(code)],))
        for part in spellings_in(word):
            if part in self._names:
                return Meant(tuple(self._names[part]))
        for part in spellings_in(word):
            for short in self._forms(part):
                if short in self._shorts:
                    return Meant(tuple(dict.fromkeys(self._shorts[short])), short=True)
        return Meant(())

    def _rename(self) -> None:
        """Short forms anew, now that an area is known."""
        known = [(name, ident) for name, idents in self._names.items() for ident in idents]
        self._shorts.clear()
        for name, ident in known:
            for short in self._forms(name):
                self._shorts[short].append(ident)

    def _forms(self, name: str) -> Iterator[str]:
        """The short forms of a name, the closest first."""
        plain = fold(name)
        yield (whole := _shortened(plain))
        for area in self._areas:
            if 0 <= (at := plain.find(area)) <= LONGEST_AREA and plain[at + len(area) :]:
                yield _shortened(plain[at + len(area) :])
                return
        if plain[:1] in _data()["areas"] and (rest := _shortened(plain[1:])) != whole:
            yield rest


def codes_and_names() -> dict[str, str]:
    """Code → name of every unit, by name, for a choice."""
    with reading() as session:
        rows = session.execute(select(col(Unit.code), col(Unit.name)).order_by(col(Unit.name))).all()
    return {row[0]: row[1] for row in rows}


def _shortened(plain: str) -> str:
    for long, short in _pairs():
        if plain.endswith(long):
            return plain.removesuffix(long) + short
    return plain


def _area_of(name: str) -> Iterable[str]:
    """The area in the name of the unit at the top: what stands before its own words."""
    plain = fold(name)
    for word in _data()["top"]:
        area = plain.partition(word)[0]
        if area != plain and len(area) > 1:
            return (area,)
    return ()


@lru_cache(maxsize=1)
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((long, short) for long, short in _data()["short"]), key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1)
def _data() -> Any:
    return tomllib.loads(_DATA.read_text("utf-8"))
