"""Where the figures typed in a text disagree with the records.

A number is compared with the figure whose name stands nearest before it in the same clause; where the same
name belongs to websites and to accounts, the last of the two that the text spoke of is meant, and behind the
name of a group, up to the next semicolon, the figure of that group: in its clause and its brackets only
that. A number that no name precedes must at least equal some computed figure, otherwise it is called
untraced.

In a sentence that the draft words itself each number is compared with the one in its place, whatever a place
calls its classes and levels (`core/notices/own_words.py`)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from core.notices.figure import Figure, Figures, Measure
from core.notices.own_words import BOX, NUMBER, OwnWords
from core.notices.rules import phrases
from core.notices.written_numbers import Written, written

# Days and the numbers of paragraphs are no figures.
_NO_FIGURE = re.compile(
    r"\d{1,9}[/-]\d{1,9}[/-]\d{1,9}|^[^\S\n]{0,20}[(\uff08]\d{1,9}[)\uff09]", re.MULTILINE
)
_AROUND = 16
# What ends the part of a text that speaks of one group.
_PART_ENDS = "\uff1b;\u3002\n"


@dataclass(frozen=True, slots=True)
class _Name:
    """A place where figures are named. Each goes with the group that the text must speak of; empty: none."""

    start: int
    end: int
    meant: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A section's text and where it names figures. `unclear`: names of this place may mean several."""

    section: str
    text: str
    labels: Sequence[_Name]
    unclear: bool


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
    sections: Sequence[Mapping[str, str]],
    figures: Figures,
    *,
    names: Iterable[str] = (),
    drafted: Iterable[str] = (),
) -> tuple[Disagreement, ...]:
    """Every typed figure of `sections` ({heading, body}) that the records do not bear out. `names` of units,
    channels and issues are passed over: numbers inside them are no figures. `drafted` are the texts that the
    records give now."""
    masked = sorted({_flat(name) for name in names if NUMBER.search(_flat(name))}, key=len, reverse=True)
    groups = sorted({_flat(one.group) for one in figures.values() if one.group}, key=len, reverse=True)
    known, unclear = _known(figures, groups), _unclear(figures, groups)
    own = OwnWords(_plain(text, masked, groups) for text in drafted)
    found: list[Disagreement] = []
    for section in sections:
        text = _plain(section["body"], masked, groups)
        spoken = _Spoken(section.get("heading", ""), text, _labels(text, known), unclear)
        found += _of_text(spoken, figures, own)
    return tuple(found)


def _plain(body: str, masked: Sequence[str], groups: Sequence[str]) -> str:
    """A text with boxes for what holds no figures."""
    text = _tame(_flat(body), groups)
    for name in masked:
        text = _without(text, name, groups)
    return _NO_FIGURE.sub(lambda match: BOX * len(match.group()), text)


def _tame(text: str, groups: Iterable[str]) -> str:
    """`text` where no mark inside the name of a group, as in 乡镇；街道, ends a clause."""
    for group in groups:
        if not set(group).isdisjoint(phrases().stops):
            text = text.replace(group, _joined(group))
    return text


def _joined(group: str) -> str:
    return "".join("\u00b7" if letter in phrases().stops else letter for letter in group)


def _unclear(figures: Figures, groups: Iterable[str]) -> bool:
    """Whether a place calls a level or a class by a word that names a figure or a medium."""
    words = {_flat(word) for some in phrases().figure.values() for word in some}
    words |= {_flat(word) for some in phrases().medium.values() for word in some}
    # What failed for no reason given is called 不合格 by the product, and means that.
    classes = {_flat(one.name) for key, one in figures.items() if _class_of(key)}
    return not words.isdisjoint({*groups, *classes})


def _class_of(key: str) -> str:
    """The class that a figure counts, as a place calls it; empty for another figure."""
    _, found, name = f".{key}".partition(".problem.")
    return name if found else ""


def _of_text(spoken: _Spoken, figures: Figures, own: OwnWords) -> list[Disagreement]:
    inside = {place for one in spoken.labels for place in range(one.start, one.end)}
    expected = own.expected(spoken.text)
    found = []
    for match in NUMBER.finditer(spoken.text):
        if match.start() in expected:
            fault = _in_its_place(spoken, match, expected[match.start()])
        elif match.start() in inside:
            continue
        else:
            fault = _judge(spoken, match, figures)
        if fault:
            found.append(fault)
    return found + [fault for one in written(spoken.text) if (fault := _judge_written(spoken, one, figures))]


def _judge_written(spoken: _Spoken, one: Written, figures: Figures) -> Disagreement | None:
    """A number in characters: only straight behind the name of a figure is it one for certain."""
    text, unit = spoken.text, _unit_after(spoken.text, one.end)
    if one.percent:
        unit = ""
    elif not unit:
        return None
    measure: Measure = "percent" if one.percent else phrases().measures.get(unit, "count")
    before = next((w for w in phrases().linking if text[: one.start].endswith(w)), "")
    named = one.start - len(before)
    if all(label.end != named for label in spoken.labels):
        return None
    meant = _meant(spoken, one.start, measure)
    slack = 0.5 * 10.0**-one.digits + 1e-6 if measure != "count" or one.digits else 1e-9
    if not meant or any(each.value is not None and abs(one.value - each.value) <= slack for each in meant):
        return None
    first = figures[meant[0].key]
    typed = text[one.start : one.end] + unit
    return Disagreement(
        spoken.section, "differs", typed, first.words, first, _around(text, one.start, one.end)
    )


def _in_its_place(spoken: _Spoken, match: re.Match[str], computed: str) -> Disagreement | None:
    """A number of a sentence that the draft words itself, and the one it should be there."""
    section, text = spoken.section, spoken.text
    unit = _unit_after(text, match.end())
    if unit is None or match.group() == computed:
        return None
    typed, slack = _value(match.group(), unit)
    if abs(typed - _value(computed, unit)[0]) <= slack:
        return None
    return Disagreement(
        section, "differs", match.group() + unit, computed + unit, None, _around(text, *match.span())
    )


def _without(text: str, name: str, groups: Iterable[str]) -> str:
    """`text` with boxes for a name, but where it only seems to stand: the end of a group's name and its
    count, as of an office called 单位6 in 省直单位6个, or a part of a longer number."""
    if name not in text:
        return text
    spans = [match.span() for group in groups for match in re.finditer(re.escape(group), text)]
    number = NUMBER.fullmatch(name) is not None

    def boxed(match: re.Match[str]) -> str:
        first, last = match.span()
        seems = any(start < first < end < last for start, end in spans)
        cut = text[first : first + 1].isdigit() and text[first - 1 : first].isdigit() if first else False
        cut = cut or (text[last - 1].isdigit() and text[last : last + 1].isdigit())
        counted = number and _unit_after(text, last) is not None
        return match.group() if seems or cut or counted else BOX * len(name)

    return re.sub(re.escape(name), boxed, text)


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - _AROUND) : end + _AROUND].replace("\n", " ")


def _judge(spoken: _Spoken, match: re.Match[str], figures: Figures) -> Disagreement | None:
    section, text = spoken.section, spoken.text
    unit = _unit_after(text, match.end())
    if unit is None:
        return None
    measure: Measure = phrases().measures.get(unit, "count")
    typed, slack = _value(match.group(), unit)
    words = match.group() + unit
    excerpt = _around(text, *match.span())
    meant = _meant(spoken, match.start(), measure)
    if meant:
        agrees = any(one.value is not None and abs(typed - one.value) <= slack for one in meant)
        first = figures[meant[0].key]
        return None if agrees else Disagreement(section, "differs", words, first.words, first, excerpt)
    if unit in phrases().named_only:
        return None
    same = (one.value for one in figures.values() if one.measure == measure and one.value is not None)
    # Without the words around it nobody knows which way a change went.
    if any(abs(typed - (abs(value) if measure == "points" else value)) <= slack for value in same):
        return None
    return Disagreement(section, "untraced", words, "", None, excerpt)


def _meant(spoken: _Spoken, start: int, measure: Measure) -> list[Figure]:
    """The figures that are named nearest before `start`, in the same clause: two may share a name."""
    text, stops = spoken.text, phrases().stops
    clause = max((place for place in range(start) if text[place] in stops), default=-1)
    near = [label for label in spoken.labels if label.start > clause and label.end <= start]
    for label in sorted(near, key=lambda label: -label.end):
        fitting = [(group, one) for group, one in label.meant if one.measure == measure]
        if fitting and spoken.unclear:
            return [one for _, one in fitting]
        if fitting:
            return _of_medium(text[:start], _of_group(text[:start], fitting))
    return []


def _of_group(before: str, candidates: Sequence[tuple[str, Figure]]) -> list[Figure]:
    """Those of the group that was named last in this part of the text; otherwise those of no group."""
    part = before[max(before.rfind(end) for end in _PART_ENDS) + 1 :]
    places = _turns(part, {group for group, _ in candidates if group})
    spoken = max(places, key=lambda group: (places[group], len(group)), default="")
    general = [one for group, one in candidates if not group]
    if not spoken or places[spoken] < 0:
        return general
    mine = [one for group, one in candidates if group == spoken]
    between = part[places[spoken] :]
    # Behind a list of groups many texts go back to the whole with no more than a comma.
    inside = any(between.count(opens) > between.count(closes) for opens, closes in ("()", "\uff08\uff09"))
    return mine if inside or not set(between) & set(phrases().stops) else [*mine, *general]


def _turns(part: str, groups: Iterable[str]) -> dict[str, int]:
    """Where each of `groups` is turned to last, -1 for nowhere. What stands inside the name of another, as
    one of its words in brackets does, is no turn."""
    places: dict[str, int] = {}
    rest = part
    for group in sorted(groups, key=len, reverse=True):
        places[group] = _named_at(rest, group)
        rest = rest.replace(group, BOX * len(group))
    return places


def _named_at(part: str, group: str) -> int:
    """Where `group` begins a clause of `part`, as it does when a text turns to it; -1 for nowhere. Inside
    other words, as in those on all above the level of a city, it is no such turn."""
    place = part.rfind(group)
    while place > 0 and part[place - 1] not in phrases().stops and not part[place - 1].isspace():
        if part[:place].endswith(phrases().turns):
            break
        place = part.rfind(group, 0, place)
    return place


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


def _known(figures: Figures, groups: Sequence[str]) -> dict[str, list[tuple[str, Figure]]]:
    """Every phrase that calls a figure, with the group it needs; the longest first."""
    known: dict[str, list[tuple[str, Figure]]] = {}
    for figure in figures.values():
        for phrase, group, one in _called(figure):
            if len(phrase) > 1:
                known.setdefault(_tame(_flat(phrase), groups), []).append((_joined(_flat(group)), one))
    return {phrase: known[phrase] for phrase in sorted(known, key=len, reverse=True)}


def _labels(text: str, known: Mapping[str, Sequence[tuple[str, Figure]]]) -> list[_Name]:
    """Every place where a figure is named; a longer name covers a shorter one."""
    taken: set[int] = set()
    found = []
    for phrase, meant in known.items():
        for match in re.finditer(re.escape(phrase), text):
            if taken.isdisjoint(range(match.start(), match.end())):
                taken.update(range(match.start(), match.end()))
                found.append(_Name(match.start(), match.end(), tuple(meant)))
    return found


def _called(figure: Figure) -> Iterator[tuple[str, str, Figure]]:
    """Each phrase by which a figure is called, with the group it needs; turned round where it says so."""
    for phrase in dict.fromkeys((*figure.phrases, *figure.loose)):
        yield phrase, "", figure
    for phrase in figure.inner:
        yield phrase, figure.group, figure
    if figure.opposite and figure.value is not None:
        turned = replace(figure, value=-figure.value)
        for phrase in figure.opposite:
            yield phrase, "", turned


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
    exact = scale == 1.0 and not digits and unit not in phrases().measures
    return float(plain) * scale, 1e-9 if exact else 0.5 * 10.0**-digits * scale + 1e-6


def _flat(text: str) -> str:
    """Half-width digits and signs, without spaces, so that 1 211 个 and １２１１个 are the same."""
    narrow = "".join(
        unicodedata.normalize("NFKC", letter) if letter not in phrases().stops else letter for letter in text
    )
    return re.sub(r"(?<=[\d\u4e00-\u9fff])[ \u3000]+(?=[\d%\u4e00-\u9fff])", "", narrow)
