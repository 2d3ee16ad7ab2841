"""Where a title breaks (GB/T 9704, 7.3.1): at words, into lines of about the same length or in the shape of a
trapezoid or a rhombus, never an hourglass; every file breaks it there.

A line may end well after a time, a mark and 的, less well within a pair or before what the paper is
(报告), and never within a word of `titles.toml` or a number."""

import re
import tomllib
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.common.text import printable
from core.documents.layout import layout, letters
from core.documents.pdf_lines import CLOSING, OPENING

_DATA = Path(__file__).with_name("titles.toml")
# A longer title is no title: it runs on as text does.
LONGEST = 200
_NEVER = 1000.0
_UNEVEN, _HOURGLASS = 6.0, 6.0


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: frozenset[str]
    counted: tuple[str, ...]
    ordinal: str
    ends: frozenset[str]
    not_first: frozenset[str]
    joins: frozenset[str]
    last: frozenset[str]
    times: frozenset[str]
    about: str
    of: str
    small: frozenset[str]


@lru_cache(maxsize=1)
def _known() -> _Words:
    return _Words.model_validate(tomllib.loads(_DATA.read_text("utf-8")))


@lru_cache(maxsize=1)
def _pieces() -> re.Pattern[str]:
    """Latin words with the space behind them, numbers with what they count; else letter by letter."""
    counted = "|".join(_known().counted)
    number = rf"{_known().ordinal}?[0-9]+(?:\.[0-9]+)*(?:{counted})?"
    # A run of letters is looked at from its beginning only: once, not once a letter.
    return re.compile(rf"(?<![!-~])[!-~]+\s+|{number}|[A-Za-z][\w.\-']*|.", re.ASCII)


def paper_title(title: str) -> list[str]:
    """The lines of a title on paper."""
    return title_lines(title, layout().page.text_width / 25.4 * 72 // layout().size.title)


@lru_cache(maxsize=256)
def _lines(title: str, most: float) -> tuple[str, ...]:
    if _width(title) <= most or len(title) > LONGEST:
        return (title,)
    words = _cut(title)
    costs = [_cost(one, after) for one, after in pairwise(words)]
    least = int(-(-_width(title) // most))
    # One more line than is needed, where it saves a word from being torn.
    found = [_best(words, costs, most, count) for count in (least, least + 1)]
    cost, lines = min(found, key=lambda one: one[0] + (0 if one is found[0] else 3))
    return tuple(lines) if cost < _NEVER else (title,)


def title_lines(title: str, most: float) -> list[str]:
    """`title` in lines of at most `most` full-width letters. One line where no good ones are found."""
    return [line for part in printable(title).splitlines() for line in _lines(part.strip(), most)] or [""]


def _width(text: str) -> float:
    """Latin letters of a bold face are wider than half a letter, and programs part them from others."""
    parted = sum(one.isascii() != other.isascii() for one, other in pairwise(text))
    return letters(text) + 0.1 * sum(one.isascii() for one in text) + 0.25 * parted


def _cut(title: str) -> list[str]:
    """The words of a title: as few unknown letters as there can be, then as few words."""
    pieces = _pieces().findall(title)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        choices = [(best[end - 1][0] + _weight(pieces[end - 1]), end - 1)]
        for start in range(max(0, end - 8), end - 1):
            if "".join(pieces[start:end]) in _known().words:
                choices.append((best[start][0] + 0.1, start))
        best.append(min(choices))
    words: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][1]
        words.insert(0, "".join(pieces[start:end]))
        end = start
    return _in_twos(words)


def _weight(piece: str) -> float:
    return 0.1 if len(piece) > 1 or piece in _known().joins or not piece.isalnum() else 1.0


def _in_twos(words: list[str]) -> list[str]:
    """Unknown letters: a name with its end is whole, others go in twos, since most words are."""
    made: list[str] = []
    loose: list[str] = []
    for word in words:
        if loose and word in _known().ends:
            made.append("".join(loose) + word)
            loose = []
        elif made and not loose and word in _known().not_first:
            made[-1] += word
        elif len(word) == 1 and word.isalnum() and word not in _known().joins:
            loose.append(word)
        else:
            made += [*_twos(loose), word]
            loose = []
    return made + _twos(loose)


def _twos(loose: list[str]) -> list[str]:
    """An odd letter goes with the last two."""
    whole = "".join(loose)
    ends = [*range(2, len(whole) - 1, 2), len(whole)] if whole else []
    return [whole[start:end] for start, end in pairwise([0, *ends])]


def _cost(before: str, after: str) -> float:
    """What it costs to end a line between two words."""
    known = _known()
    if before[-1] in OPENING or (after[0] in CLOSING and after != "、") or after == "、":
        return _NEVER
    if before[-1].isspace():
        return 6.0 if before.strip() in known.small else 1.0
    if before.isascii() and after.isascii():
        return _NEVER
    if before[-1] in CLOSING or after[0] in OPENING:
        return 4.0 if before == "、" else 1.0
    if before in known.joins or after in known.joins:
        return 6.0 if before in known.joins else 5.0
    if before.endswith(tuple(known.times)):
        return 4.0 if after in known.times or after[0].isdigit() else 0.0
    if after in known.last or before.endswith(known.of):
        return 4.0 if not before.endswith(known.of) or after not in known.last else 3.0
    return 0.5 if after == known.about or before[-1] in known.ends or before == known.about else 2.0


def _best(words: list[str], costs: list[float], most: float, count: int) -> tuple[float, list[str]]:
    """The best `count` lines with what they cost. A state is where the last two lines began, and the length
    of the one before, for an hourglass."""
    even = _width("".join(words)) / count
    states: dict[tuple[int, int], tuple[float, list[str]]] = {(0, 0): (0.0, [])}
    for number in range(1, count + 1):
        states = _next(states, words, costs, (most, even), number == count)
    return min(states.values(), default=(_NEVER, []))


def _next(
    states: dict[tuple[int, int], tuple[float, list[str]]],
    words: list[str],
    costs: list[float],
    sizes: tuple[float, float],
    last: bool,
) -> dict[tuple[int, int], tuple[float, list[str]]]:
    most, even = sizes
    made: dict[tuple[int, int], tuple[float, list[str]]] = {}
    for (_, start), (cost, lines) in states.items():
        for end in range(start + 1, len(words) + 1):
            line = "".join(words[start:end]).strip()
            if _width(line) > most:
                break
            if (end == len(words)) != last:
                continue
            total = cost + _UNEVEN * ((_width(line) - even) / even) ** 2
            total += costs[end - 1] if end < len(words) else 0.0
            total += _HOURGLASS * _hourglass([*lines[-2:], line])
            if total < made.get((start, end), (_NEVER, []))[0]:
                made[start, end] = (total, [*lines, line])
    return made


def _hourglass(lines: list[str]) -> bool:
    """Whether the middle one of three lines is the shortest."""
    if len(lines) < 3:
        return False
    above, middle, below = (_width(one) for one in lines)
    return middle + 1 < min(above, below)
