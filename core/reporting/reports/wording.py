"""The text of a report: its template with the figures put in, one sentence a line."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.common.text import t
from core.reporting.reports.period import Period
from core.reporting.reports.values import ReportFigure, left_out_words

# {figure}, {change:figure}, {before:figure}, {year:figure}, {figure/drill/drills}, or a word: {period}.
_FIELD = re.compile(r"\{([a-z]{1,10}:)?([a-z][a-z0-9_.]{0,119})(?:/([^{}/|\n]{1,60})/([^{}/|\n]{1,60}))?\}")
# What else stands in braces, or a brace by itself.
_BRACES = re.compile(r"\{[^{}\n]{0,60}\}|[{}]")
WORDS = ("period", "first", "last", "last_year")
WAYS = ("", "change", "before", "year")
CLAUSE = "|"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a template or of a finished text; paragraphs are parted by a blank line."""

    key: str
    heading: str
    text: str


def written(
    sections: Sequence[Section], period: Period, figures: Sequence[ReportFigure]
) -> tuple[Section, ...]:
    """The sections with every figure put in; those that stay empty are left out."""
    known = {one.path: one for one in figures}
    found = (Section(one.key, one.heading, _text(one.text, period, known)) for one in sections)
    return tuple(one for one in found if one.text)


def unknown_fields(text: str, paths: Collection[str]) -> tuple[str, ...]:
    """What stands in braces and means nothing here; braces that are no field count as well."""
    rest = text
    wrong = []
    for found in _FIELD.finditer(text):
        way, name = (found[1] or "").rstrip(":"), found[2]
        plain = not way and not found[3]
        if way not in WAYS or (way and found[3]) or (name not in paths and not (plain and name in WORDS)):
            wrong.append(found[0])
        rest = rest.replace(found[0], "")
    wrong += _BRACES.findall(rest)
    return tuple(dict.fromkeys(wrong))


def name_of(figure: ReportFigure) -> str:
    """A figure's name without the unit in brackets behind it."""
    return figure.label.partition(t("report.unit_mark"))[0].strip()


def _text(template: str, period: Period, known: Mapping[str, ReportFigure]) -> str:
    paragraphs: list[list[str]] = [[]]
    for line in template.strip().splitlines():
        if not line.strip():
            paragraphs.append([])
        elif sentence := _sentence(line.strip(), period, known):
            paragraphs[-1].append(sentence)
    return "\n".join(t("report.between").join(one) for one in paragraphs if one)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause as it reads, and the months that its figures leave out, by the words that name them."""

    said: str
    gaps: tuple[str, ...] = ()


def _sentence(line: str, period: Period, known: Mapping[str, ReportFigure]) -> str:
    found = [_clause(one.strip(), period, known) for one in line.split(CLAUSE)]
    # What is not recorded is said once, however many comparisons the sentence would make of it.
    clauses = list({one.said: one for one in found if one.said}.values())
    # Months left out are named behind the last clause that leaves them out, in the sentence itself.
    said = [one.said + "".join(gap for gap in one.gaps if not any(gap in later.gaps for later in clauses[n:]))
            for n, one in enumerate(clauses, 1)]  # fmt: skip
    return t("report.sentence", words=t("report.clause").join(said)) if said else ""


def _clause(clause: str, period: Period, known: Mapping[str, ReportFigure]) -> _Clause:
    """The clause with its figures; that they were not recorded; or nothing, where a comparison it makes
    cannot be made."""
    missing: list[ReportFigure] = []
    gaps: list[str] = []
    blank = False

    def put(found: re.Match[str]) -> str:
        nonlocal blank
        way, name = (found[1] or "").rstrip(":"), found[2]
        figure = known.get(name)
        if figure is None:
            return _word(name, period) if name in WORDS else found[0]
        if not figure.recorded:
            missing.append(figure)
            return ""
        words = found[3 if figure.value == 1 else 4] if found[3] else _words(figure, way)
        blank = blank or not words
        then = {"before": figure.before_gaps, "year": figure.year_gaps}.get(way, ())
        gaps.append(left_out_words(tuple(sorted({*figure.gaps, *then}))))
        return words

    said = _FIELD.sub(put, clause)
    if missing:
        unknown = (
            t("report.unrecorded", name=name_of(one), words=one.words) for one in dict.fromkeys(missing)
        )
        return _Clause(t("report.clause").join(unknown))
    return _Clause("" if blank else said, tuple(dict.fromkeys(filter(None, gaps))))


def _words(figure: ReportFigure, way: str) -> str:
    if way == "before":
        return figure.change_said(figure.before)
    if way == "year":
        return figure.change_said(figure.year_ago)
    if way == "change":
        return _growth(figure)
    return figure.words


def _growth(figure: ReportFigure) -> str:
    """A growth in words: up, down or the same."""
    value = figure.value
    if not value:
        return t("report.same")
    return t("report.rose" if value > 0 else "report.fell", value=f"{abs(value):g}")


def _word(name: str, period: Period) -> str:
    if name == "period":
        return period.name
    if name == "last_year":
        return str(period.first.year - 1)
    day = period.first if name == "first" else period.counted.last
    return t("document.day", year=day.year, month=day.month, day=day.day)
