"""Finding the words of the lists in a text: pure, one pass of an Aho-Corasick automaton."""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from core.wording.entry import SHORTEST_EXACT, Entry
from db.models import WordList


class Spans:
    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def around(self, start: int, end: int) -> bool:
        """Whether one span holds all of `start`–`end`."""
        begun = bisect_right(self._starts, start)
        return begun > 0 and self._reach[begun - 1] >= end


NOWHERE = Spans()


INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
KEPT = "！，：；？（）"


def normal(text: str) -> str:
    """`text` for a phrase of a list: no places needed."""
    return normalised(text)[0]


def normalised(text: str) -> tuple[str, Sequence[int] | None]:
    """The normal text, and for each of its characters the place in `text`; None when places agree."""
    forms, replaced = _forms(), text
    # Once for every character there is, not once for every place: ten times quicker than `translate`.
    for mark in set(text) & forms.keys():
        replaced = replaced.replace(mark, forms[mark])
    if not any(mark in text for mark in INVISIBLE):
        return replaced, None
    places = [place for place, mark in enumerate(text) if mark not in INVISIBLE]
    return "".join(replaced[place] for place in places), places


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    # Punctuation ends sentences and stays as it is.
    wide = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in KEPT}
    forms = tomllib.loads(Path(__file__).with_name("forms.toml").read_text("utf-8"))["pairs"].split()
    return wide | {"\u3000": " ", "\u00a0": " "} | {pair[0]: pair[1] for pair in forms}


LONG = 7


def distance_one(text: str, name: str, start: int, *, head: bool) -> tuple[int, int] | None:
    """The span of `text` that differs from `name` by one slip, or None.

    One half of the name stands right: its first half begins at `start` (`head`), or its second half ends
    where the whole name, begun at `start`, would end."""
    if head:
        spans = [(start, start + len(name) + more) for more in (0, -1, 1)]
    else:
        spans = [(start - more, start + len(name)) for more in (0, -1, 1)]
    for begin, end in spans:
        if 0 <= begin < end <= len(text) and one_slip(text[begin:end], name):
            return begin, end
    return None


def one_slip(written: str, name: str) -> bool:
    """Whether `written` becomes `name` by one change, exchange, doubling or omission inside it.

    Its first and last characters must be the name's, since a name that is cut off or runs on is another
    word; in a long name the last one may be the changed one. A further character is a slip only where it
    doubles its neighbour: others make another phrase of it (中华民族的伟大复兴)."""
    if written == name or not written or written[0] != name[0]:
        return False
    if len(written) == len(name):
        return _changed(written, name)
    if written[-1] != name[-1] or abs(len(written) - len(name)) != 1:
        return False
    longer, shorter = (written, name) if len(written) > len(name) else (name, written)
    place = next((i for i, mark in enumerate(shorter) if mark != longer[i]), len(shorter))
    if longer[place + 1 :] != shorter[place:]:
        return False
    return longer is name or written[place] == written[place - 1]


def _changed(written: str, name: str) -> bool:
    """One other character, or two that changed places."""
    differ = [place for place, (a, b) in enumerate(zip(written, name, strict=True)) if a != b]
    if len(differ) == 1:
        return written[-1] == name[-1] or len(name) >= LONG
    first, last = differ[0], differ[-1]
    crossed = (written[first], written[last]) == (name[last], name[first])
    return written[-1] == name[-1] and len(differ) == 2 and last == first + 1 and crossed


ENDS = "。！？；!?;\n\r"
AROUND = 60
SURE = 0.9
MOST = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """`found` is the text as it stands at `start`–`end`, `sentence` the sentence around it."""

    entry: Entry
    start: int
    end: int
    found: str
    sentence: str

    @property
    def suggestion(self) -> str:
        return self.entry.suggestion


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What one pattern of the automaton means: `role` is word, allowed (spans in which nothing is wrong)
    or part (half of an exact name, at `offset`)."""

    role: str
    entry: Entry
    offset: int = 0


class Finder:
    """The lists, compiled once. Entries that are not enabled, or less sure than `least`, are left out."""

    def __init__(self, entries: Iterable[Entry], *, least: float = SURE) -> None:
        self.entries = tuple(
            e for e in entries if e.enabled and (e.confidence >= least or e.list is WordList.IGNORE)
        )
        pairs = [pair for entry in self.entries for pair in _patterns(entry)]
        self._meaning = [pattern for _, pattern in pairs]
        self._automaton = AhoCorasick([text for text, _ in pairs]) if pairs else None

    def find(self, text: str, *, most: int = MOST) -> list[Hit]:
        """The wrong places of `text` in reading order, at most `most`; of overlapping ones the longest."""
        if self._automaton is None or not text:
            return []
        flat, places = normalised(text)
        matches = [
            (self._meaning[which], start, end)
            for which, start, end in self._automaton.find_matches_as_indexes(flat, overlapping=True)
        ]
        everywhere, only = _allowed(matches)
        spans = [
            (entry, start, end)
            for entry, start, end in _candidates(flat, matches)
            if not everywhere.around(start, end) and not only.get(entry.phrase, NOWHERE).around(start, end)
        ]
        chosen = islice(_longest(spans), most)
        return [_hit(text, entry, start, end, places) for entry, start, end in chosen]


def _patterns(entry: Entry) -> Iterator[tuple[str, _Pattern]]:
    phrase = normal(entry.phrase)
    if entry.list is WordList.IGNORE:
        yield phrase, _Pattern("everywhere", entry)
        return
    for context in entry.unless:
        yield normal(context), _Pattern("allowed", entry)
    if entry.list is not WordList.EXACT:
        yield phrase, _Pattern("word", entry)
        if entry.right and phrase in normal(entry.right):
            yield normal(entry.right), _Pattern("allowed", entry)
        return
    yield phrase, _Pattern("everywhere", entry)
    if len(phrase) >= SHORTEST_EXACT:
        half = len(phrase) // 2
        yield phrase[:half], _Pattern("part", entry, 0)
        yield phrase[half:], _Pattern("part", entry, half)


Match = tuple[_Pattern, int, int]


def _allowed(matches: Sequence[Match]) -> tuple[Spans, dict[str, Spans]]:
    """Where nothing is wrong, and where one word is right."""
    everywhere: list[tuple[int, int]] = []
    only: dict[str, list[tuple[int, int]]] = {}
    for pattern, start, end in matches:
        if pattern.role == "everywhere":
            everywhere.append((start, end))
        elif pattern.role == "allowed":
            only.setdefault(pattern.entry.phrase, []).append((start, end))
    return Spans(everywhere), {phrase: Spans(spans) for phrase, spans in only.items()}


def _candidates(flat: str, matches: Sequence[Match]) -> Iterator[tuple[Entry, int, int]]:
    for pattern, start, end in matches:
        if pattern.role == "word":
            yield pattern.entry, start, end
        elif pattern.role == "part":
            near = distance_one(
                flat, normal(pattern.entry.phrase), start - pattern.offset, head=not pattern.offset
            )
            if near:
                yield pattern.entry, *near


def _longest(spans: Sequence[tuple[Entry, int, int]]) -> Iterator[tuple[Entry, int, int]]:
    reached = -1
    for entry, start, end in sorted(set(spans), key=lambda span: (span[1], -span[2], span[0].phrase)):
        if start >= reached:
            yield entry, start, end
            reached = end


def _hit(text: str, entry: Entry, start: int, end: int, places: Sequence[int] | None) -> Hit:
    if places is not None:
        start, end = places[start], places[end - 1] + 1
    return Hit(entry, start, end, text[start:end], sentence_around(text, start, end))


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence in which `start`–`end` stands, at most `AROUND` characters to each side."""
    first = max((text.rfind(mark, max(0, start - AROUND), start) for mark in ENDS), default=-1)
    after = [place for mark in ENDS if (place := text.find(mark, end, end + AROUND)) >= 0]
    begin = first + 1 if first >= 0 else max(0, start - AROUND)
    close = min(after) + 1 if after else min(len(text), end + AROUND)
    return " ".join(text[begin:close].split())
