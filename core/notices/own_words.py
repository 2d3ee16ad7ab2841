"""The sentences that a draft words itself: what is typed into one of them is compared number by number.

Names of figures are like other words where a place calls a class 不合格 or a level 合格单位; in a
sentence that is known as a whole they need not be."""

import re
from collections.abc import Iterable, Iterator

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
BOX = "\u25a1"
# A sentence and what ends it; a point ends one where no further letter follows at once.
_SENTENCE = re.compile(r"(?:[^\u3002\n.]|\.(?=\S))+[\u3002.]?")
# What numbers a paragraph: it moves when one is deleted.
_PLACE = re.compile(r"\s{0,9}(?:[(\uff08][\u4e00-\u9fff\d]{1,4}[)\uff09]|[\u4e00-\u9fff]{1,3}\u3001)\s{0,9}")


class OwnWords:
    """The sentences of drafted texts, by what they say beside their numbers."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known: dict[str, list[list[str]]] = {}
        for text in texts:
            for _, sentence in _sentences(text):
                numbers = NUMBER.findall(sentence)
                if numbers:
                    self._known.setdefault(_bare(sentence), []).append(numbers)

    def expected(self, text: str) -> dict[int, str]:
        """Where a number of such a sentence begins in `text`, and which it should be."""
        found: dict[int, str] = {}
        for start, sentence in _sentences(text):
            matches = list(NUMBER.finditer(sentence))
            known = self._known.get(_bare(sentence), []) if matches else []
            if not known:
                continue
            typed = [match.group() for match in matches]
            # Two classes may have one name, of websites and of accounts.
            near = max(known, key=lambda numbers: sum(a == b for a, b in zip(numbers, typed, strict=True)))
            for match, number in zip(matches, near, strict=True):
                if _digits(match.group()) <= _digits(number):
                    found[start + match.start()] = number
        return found


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with where it begins, behind the number of its paragraph."""
    for match in _SENTENCE.finditer(text):
        skipped = numbered(match.group())
        yield match.start() + skipped, match.group()[skipped:]


def numbered(paragraph: str) -> int:
    """How many letters the number of a paragraph takes."""
    place = _PLACE.match(paragraph)
    return place.end() if place else 0


def _bare(sentence: str) -> str:
    return NUMBER.sub(BOX, sentence).strip()


def _digits(number: str) -> int:
    return len(number.partition(".")[2])
