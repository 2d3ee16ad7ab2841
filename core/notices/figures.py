"""Every figure a notice may print, computed from rows: its own entries and issues, and the records of the
period. A figure knows the phrases by which it is called in a text, so that a typed one can be compared."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from core.accountability.lists import Said
from core.accountability.rules import kind_name as accountability_name
from core.common.settings import settings
from core.common.text import has, t
from core.notices.groups import by_score, grouped, reasons
from core.notices.records import Records
from core.notices.rules import notice_rules, phrases
from core.registry.kinds import kind_name, kinds
from core.rules.results import JUDGED, QUALIFIED, Grade
from db.models import IssueSource, NoticeEntry, NoticeIssue

MEDIA = ("websites", "accounts")
MEDIUM_OF = {"websites": "website", "accounts": "account"}
# Figures of those examined whom no verdict was given, by the two reasons there are.
WITHOUT_VERDICT = ("unjudged", "unchecked")
# The class of issues that neither an indicator nor a check names.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is a count, or per cent where `percent`; None when there is nothing to divide by. `medium`
    is websites, accounts or empty; `digits` are printed after the point of what is no count. `phrases` that
    do not name the medium themselves are in `loose`."""

    key: str
    label: str
    value: float | None
    percent: bool = False
    medium: str = ""
    digits: int = 0
    phrases: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called beside its medium."""
        return self.loose[0] if self.loose else self.label

    @property
    def words(self) -> str:
        """The value as a notice prints it."""
        if self.percent:
            return percent_words(self.value)
        return count_words(self.value) if self.value is None else f"{self.value:.{self.digits}f}"


Figures = dict[str, Figure]


def count_words(value: float | None) -> str:
    """A count, without separators as notices have it."""
    return t("common.none") if value is None else f"{value:.0f}"


def percent_words(value: float | None) -> str:
    """Per cent; never rounded up to 100 or down to 0 when it is not."""
    if value is None:
        return t("common.none")
    chosen = settings().notice_percent_digits
    digits = notice_rules().percent_digits if chosen is None else chosen
    shown, step = round(value, digits), 10.0**-digits
    if shown >= 100 > value:
        shown = 100 - step
    elif shown <= 0 < value:
        shown = step
    return f"{shown:.{digits}f}".removesuffix("." + "0" * digits) + "%"


def computed(entries: Sequence[NoticeEntry], issues: Sequence[NoticeIssue], records: Records) -> Figures:
    """All figures by their key."""
    found: list[Figure] = []
    for medium in MEDIA:
        mine = [entry for entry in entries if entry.medium == MEDIUM_OF[medium]]
        found += _verdicts(medium, mine, records)
        found += _composed(medium, mine, records)
    found += _problems(issues)
    found += [_made(key, "", value) for key, value in records.flat().items()]
    found += [
        _named(f"published.{name}", _category(name), count) for name, count in records.published.items()
    ]
    found += [figure for one in records.accountability for figure in _accountability(one)]
    return {figure.key: figure for figure in found}


def as_data(figures: Figures) -> dict[str, Any]:
    """The figures as an issued notice keeps them: key → {label, value, percent, words}."""
    return {
        key: {"label": one.label, "value": one.value, "percent": one.percent, "words": one.words}
        for key, one in figures.items()
    }


def _verdicts(medium: str, entries: Sequence[NoticeEntry], records: Records) -> list[Figure]:
    grades = Counter(entry.grade for entry in entries)
    vetoed = sum(entry.vetoed for entry in entries)
    judged = sum(grades[grade] for grade in JUDGED)
    running = sum(records.running.get(MEDIUM_OF[medium], {}).values())
    counts = {
        "running": running,
        "examined": len(entries),
        "passed": grades[Grade.PASSED],
        "basic": grades[Grade.BASIC],
        "failed": grades[Grade.FAILED],
        "vetoed": vetoed,
        "low": grades[Grade.FAILED] - vetoed,
        "unjudged": grades[Grade.UNJUDGED],
        "unchecked": grades[Grade.UNCHECKED],
    }
    qualified = sum(grades[grade] for grade in QUALIFIED)
    shares = {"share_examined": (len(entries), running), "pass_rate": (qualified, judged)}
    return [
        *(_made(f"{medium}.{name}", medium, count) for name, count in counts.items()),
        *(_share(f"{medium}.{name}", medium, *parts) for name, parts in shares.items()),
        *_bands(medium, entries),
    ]


def _bands(medium: str, entries: Sequence[NoticeEntry]) -> list[Figure]:
    """Scores above each limit, and from each limit to the next; the last band has no end."""
    limits = notice_rules().score_bands
    scores = [entry.score for entry in entries if entry.score is not None]
    over = sum(score > limits[0] for score in scores)
    found = [
        _named(f"{medium}.over", t("notice.band.over", low=limits[0]), over, medium),
        _share(f"{medium}.over_share", medium, over, len(entries)),
        _named(f"{medium}.beyond", t("notice.band.beyond", low=limits[-1]),
               sum(score > limits[-1] for score in scores), medium),
    ]  # fmt: skip
    for low, high in pairwise(limits):
        count = sum(low < score <= high for score in scores)
        found.append(
            _named(f"{medium}.band.{low}", t("notice.band.between", low=low, high=high), count, medium)
        )
    return found


def _composed(medium: str, entries: Sequence[NoticeEntry], records: Records) -> list[Figure]:
    """Running channels by kind; examined ones by level, category, score, and what failed them."""
    found = [
        _named(f"{medium}.kind.{kind}", kind_name(kind), count, medium)
        for kind, count in records.running.get(MEDIUM_OF[medium], {}).items()
    ]
    groups: Counter[str] = Counter()
    for kind, count in records.running.get(MEDIUM_OF[medium], {}).items():
        groups[kinds()[kind].report] += count
    for group, count in groups.items():
        if group:
            found.append(_named(f"{medium}.group.{group}", t(f"notice.group.{group}"), count, medium))
    for key, name, value, percent, digits in (*grouped(medium, entries), *by_score(entries)):
        made = _named(f"{medium}.{key}", name, value, medium)
        found.append(replace(made, percent=percent, digits=digits))
    for name, count in reasons(entries).items():
        shown = name or t("notice.text.problems.unnamed")
        found.append(_named(f"{medium}.problem.{name}", shown, count, medium))
    return found


def _accountability(said: Said) -> list[Figure]:
    name = accountability_name(said.kind)
    units = _named(f"accountability.{said.kind}.units", name, len(said.units))
    records = _named(f"accountability.{said.kind}.records", name, said.records)
    return [units, records]


def _problems(issues: Sequence[NoticeIssue]) -> list[Figure]:
    units = {issue.unit_id for issue in issues}
    found = [_made("problems.issues", "", len(issues)), _made("problems.units", "", len(units))]
    classes = Counter(class_of(issue) for issue in issues)
    found += [_named(f"problem.{name}", problem_name(name), count) for name, count in classes.items()]
    return found


def class_of(issue: NoticeIssue) -> str:
    """The class an issue is named under: its indicator or check, never where it came from."""
    return OTHER if issue.problem in set(IssueSource) else issue.problem


def problem_name(name: str) -> str:
    """The class of a problem in words: the catalogue's name of a check, otherwise the name as it stands."""
    if name == OTHER:
        return t("notice.text.problems.other")
    return t(f"check.{name}.issue") if has(f"check.{name}.issue") else name


def _word(topic: str, name: str) -> str:
    return t(f"{topic}.{name}") if has(f"{topic}.{name}") else name


def _category(name: str) -> str:
    return _word("notice.category", name)


def _made(key: str, medium: str, value: float | None, *, percent: bool = False) -> Figure:
    known = phrases().figure
    general = key.replace(medium, "*", 1) if medium else key
    label = t(f"notice.figure.{general.removeprefix('*.')}")
    if medium:
        label = t("notice.of_medium", medium=t(f"notice.medium.{medium}"), label=label)
    loose = known.get(general, ()) if medium else ()
    return Figure(key, label, value, percent, medium, phrases=known.get(key, ()), loose=loose)


def _share(key: str, medium: str, part: int, whole: int) -> Figure:
    return _made(key, medium, 100 * part / whole if whole else None, percent=True)


def _named(key: str, name: str, count: float | None, medium: str = "") -> Figure:
    """A figure that is called by a name of the registry or of a class; a name that only says which medium
    is no name of a figure."""
    called = () if name in {word for words in phrases().medium.values() for word in words} else (name,)
    if not medium:
        return Figure(key, name, count, phrases=called)
    label = t("notice.of_medium", medium=t(f"notice.medium.{medium}"), label=name)
    return Figure(key, label, count, medium=medium, loose=called)
