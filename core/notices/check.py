"""Where the figures typed in a text disagree with the records.

A number is compared with the figure whose name stands nearest before it in the same clause; where the same
name belongs to websites and to accounts, the last of the two that the text spoke of is meant. A number
that no name precedes must at least equal some computed figure, otherwise it is called untraced."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from core.notices.figures import Figure, Figures
from core.notices.rules import phrases

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# Days and the numbers of paragraphs are no figures.
_NO_FIGURE = re.compile(
    r"\d{1,9}[/-]\d{1,9}[/-]\d{1,9}|^[^\S\n]{0,20}[(\uff08]\d{1,9}[)\uff09]", re.MULTILINE
)
_AROUND = 16


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One typed figure. `kind`: it differs from `computed`, or it is untraced (`figure` is None then).
    `typed` and `computed` are as printed; `excerpt` is the text around it."""

    section: str
    kind: Literal["differs", "untraced"]
    typed: str
    computed: str
    figure: Figure | None
    excerpt: str


def disagreements(
    sections: Sequence[Mapping[str, str]], figures: Figures, *, names: Iterable[str] = ()
) -> tuple[Disagreement, ...]:
    """Every typed figure of `sections` ({heading, body}) that the records do not bear out. `names` of units,
    channels and issues are passed over: numbers inside them are no figures."""
    masked = sorted({_flat(name) for name in names if _NUMBER.search(_flat(name))}, key=len, reverse=True)
    found: list[Disagreement] = []
    for section in sections:
        found += _of_text(section.get("heading", ""), section["body"], figures, masked)
    return tuple(found)


def _of_text(section: str, body: str, figures: Figures, masked: Sequence[str]) -> list[Disagreement]:
    text = _flat(body)
    for name in masked:
        text = text.replace(name, "\u25a1" * len(name))
    text = _NO_FIGURE.sub(lambda match: "\u25a1" * len(match.group()), text)
    labels = _labels(text, figures)
    inside = {place for start, end, _ in labels for place in range(start, end)}
    found = []
    for match in _NUMBER.finditer(text):
        if match.start() in inside:
            continue
        fault = _judge(section, text, match, labels, figures)
        if fault:
            found.append(fault)
    return found


def _judge(
    section: str,
    text: str,
    match: re.Match[str],
    labels: list[tuple[int, int, list[Figure]]],
    figures: Figures,
) -> Disagreement | None:
    unit = _unit_after(text, match.end())
    if unit is None:
        return None
    percent = unit == "%"
    typed, slack = _value(match.group(), unit)
    words = match.group() + unit
    excerpt = text[max(0, match.start() - _AROUND) : match.end() + _AROUND].replace("\n", " ")
    meant = _meant(text, match.start(), labels, percent)
    if meant:
        agrees = any(one.value is not None and abs(typed - one.value) <= slack for one in meant)
        first = meant[0]
        return None if agrees else Disagreement(section, "differs", words, first.words, first, excerpt)
    same = (one for one in figures.values() if one.percent == percent and one.value is not None)
    if any(abs(typed - (one.value or 0)) <= slack for one in same):
        return None
    return Disagreement(section, "untraced", words, "", None, excerpt)


def _meant(text: str, start: int, labels: list[tuple[int, int, list[Figure]]], percent: bool) -> list[Figure]:
    """The figures that are named nearest before `start`, in the same clause: two may share a name."""
    stops = phrases().stops
    clause = max((place for place in range(start) if text[place] in stops), default=-1)
    near = [label for label in labels if label[0] > clause and label[1] <= start]
    for _begin, _end, candidates in sorted(near, key=lambda label: -label[1]):
        fitting = [one for one in candidates if one.percent == percent]
        if fitting:
            return _of_medium(text[:start], fitting)
    return []


def _of_medium(before: str, candidates: list[Figure]) -> list[Figure]:
    if len({one.medium for one in candidates}) == 1:
        return candidates
    places = {
        medium: max((before.casefold().rfind(word) for word in words), default=-1)
        for medium, words in phrases().medium.items()
    }
    spoken = max(places, key=lambda medium: places[medium])
    mine = [one for one in candidates if one.medium == spoken]
    # Where that medium has none of these at all, the text has gone back to the other one.
    return mine if any(one.value for one in mine) else candidates


def _labels(text: str, figures: Figures) -> list[tuple[int, int, list[Figure]]]:
    """Every place where a figure is named: (start, end, figures); a longer name covers a shorter one."""
    known: dict[str, list[Figure]] = {}
    for figure in figures.values():
        for phrase in dict.fromkeys((*figure.phrases, *figure.loose)):
            if len(phrase) > 1:
                known.setdefault(_flat(phrase), []).append(figure)
    taken: set[int] = set()
    found = []
    for phrase in sorted(known, key=len, reverse=True):
        for match in re.finditer(re.escape(phrase), text):
            if taken.isdisjoint(range(match.start(), match.end())):
                taken.update(range(match.start(), match.end()))
                found.append((match.start(), match.end(), known[phrase]))
    return found


def _unit_after(text: str, end: int) -> str | None:
    """The unit that follows, empty at the end of a clause; None for what is no count, such as a day."""
    rest = text[end : end + _AROUND]
    if rest.startswith(phrases().no_counts):
        return None
    for unit in _units():
        if rest.startswith(unit):
            return unit
    return "" if not rest or rest[0] in phrases().stops or rest[0].isspace() else None


@lru_cache(maxsize=1)
def _units() -> list[str]:
    return sorted({_flat(unit) for unit in phrases().units}, key=len, reverse=True)


def _value(number: str, unit: str) -> tuple[float, float]:
    """The typed value, and half a unit of its last digit."""
    plain = number.replace(",", "")
    digits = len(plain.partition(".")[2])
    scale = 10_000.0 if unit.startswith(phrases().ten_thousand) else 1.0
    exact = scale == 1.0 and not digits and unit != "%"
    return float(plain) * scale, 1e-9 if exact else 0.5 * 10.0**-digits * scale + 1e-6


def _flat(text: str) -> str:
    """Half-width digits and signs, without spaces, so that 1 211 个 and １２１１个 are the same."""
    narrow = "".join(
        unicodedata.normalize("NFKC", letter) if letter not in phrases().stops else letter for letter in text
    )
    return re.sub(r"(?<=[\d\u4e00-\u9fff])[ \u3000]+(?=[\d%\u4e00-\u9fff])", "", narrow)
