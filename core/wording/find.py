"""Finding the words of the lists in a text: pure, one pass of an Aho-Corasick automaton."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ahocorasick_rs import AhoCorasick

from core.wording.entry import SHORTEST_EXACT, Entry
from core.wording.nearly import distance_one
from core.wording.normal import normal, normalised
from core.wording.spans import NOWHERE, Spans
from db.models import WordList

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
