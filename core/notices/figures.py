"""Every figure a notice may print, computed from rows: its own entries and issues, and the records of the
period. A figure knows the phrases by which it is called in a text, so that a typed one can be compared."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from core.accountability.lists import Said
from core.accountability.rules import kind_name as accountability_name
from core.common.text import has, t
from core.notices import standing
from core.notices.comparison import Earlier, changes
from core.notices.figure import Figure, Figures, Measure
from core.notices.groups import (
    MEDIUM_OF,
    Counted,
    by_score,
    grouped,
    reasons,
    score_bands,
    score_of,
    units_in_full,
)
from core.notices.records import MOVEMENTS, Records
from core.notices.rules import phrases
from core.registry.kinds import kind_name, kinds
from core.rules.results import JUDGED, QUALIFIED, Grade
from db.models import IssueSource, NoticeEntry, NoticeIssue

MEDIA = ("websites", "accounts")
# Figures of those examined whom no verdict was given, by the two reasons there are.
WITHOUT_VERDICT = ("unjudged", "unchecked")
# The class of issues that neither an indicator nor a check names.
OTHER = "other"


def computed(
    entries: Sequence[NoticeEntry],
    issues: Sequence[NoticeIssue],
    records: Records,
    compared: Iterable[Earlier] = (),
) -> Figures:
    """All figures by their key; `compared` are the earlier periods it is compared with."""
    found: list[Figure] = []
    for medium in MEDIA:
        mine = _of(medium, entries)
        now = [*_verdicts(medium, mine, records), *_composed(medium, mine, records)]
        found += [*now, *_moved(medium, records)]
        found += [_counted(medium, one) for one in standing.counted(mine, records.regions)]
        for one in compared:
            then = _of(medium, one.entries)
            was = [*_verdicts(medium, then, records), *_scored(medium, then)]
            found += changes(medium, one.which, _by_key(now), _by_key(was)) if then else []
    found += _problems(issues)
    found += [_made(key, "", value) for key, value in records.flat().items()]
    if records.messages:
        found.append(_share("messages.rate", "", records.messages_handled, records.messages))
    found += [
        _named(f"published.{name}", _category(name), count) for name, count in records.published.items()
    ]
    found += [figure for one in records.accountability for figure in _accountability(one)]
    return {figure.key: figure for figure in found}


def as_data(figures: Figures) -> dict[str, Any]:
    """The figures as an issued notice keeps them, by their key."""
    return {key: one.as_data() for key, one in figures.items()}


def _by_key(figures: Iterable[Figure]) -> Figures:
    return {one.key: one for one in figures}


def _of(medium: str, entries: Sequence[NoticeEntry]) -> list[NoticeEntry]:
    return [entry for entry in entries if entry.medium == MEDIUM_OF[medium]]


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
    counts["units_in_full"] = len(units_in_full(entries))
    qualified = sum(grades[grade] for grade in QUALIFIED)
    shares = {"share_examined": (len(entries), running), "pass_rate": (qualified, judged)}
    return [
        *(_made(f"{medium}.{name}", medium, count) for name, count in counts.items()),
        *(_share(f"{medium}.{name}", medium, *parts) for name, parts in shares.items()),
        *_bands(medium, entries),
    ]


def _bands(medium: str, entries: Sequence[NoticeEntry]) -> list[Figure]:
    """Scores above each limit, and from each limit to the next; the last band has no end."""
    limits = score_bands(medium)
    scores = [score for entry in entries if (score := score_of(entry)) is not None]
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
    composed = records.composed.get(MEDIUM_OF[medium], {})
    found += [_counted(medium, one) for one in grouped(medium, entries, composed)]
    found += _scored(medium, entries)
    for name, count in reasons(entries).items():
        shown = name or t("notice.text.problems.unnamed")
        found.append(_named(f"{medium}.problem.{name}", shown, count, medium))
    return found


def _moved(medium: str, records: Records) -> list[Figure]:
    """What entered and left the registry in the period, and what was rectified."""
    moved = records.moved.get(MEDIUM_OF[medium], {})
    counts = {name: moved.get(name, 0) for name in MOVEMENTS.values()}
    counts["rectified"] = records.rectified.get(MEDIUM_OF[medium], 0)
    found = [
        _named(f"{medium}.{name}", t(f"notice.movement.{medium}.{name}"), count, medium)
        for name, count in counts.items()
    ]
    return [replace(one, phrases=phrases().figure.get(one.key, ())) for one in found]


def _scored(medium: str, entries: Sequence[NoticeEntry]) -> list[Figure]:
    return [_counted(medium, one) for one in by_score(medium, entries)]


def _counted(medium: str, one: Counted) -> Figure:
    """A figure of a group or of scores; where the text speaks of its group, the general words mean it."""
    made = _named(f"{medium}.{one.key}", one.name, one.value, medium)
    general = [f"{of}.{one.general}" for of in ("*", medium)] if one.general else []
    inner = tuple(phrase for key in general for phrase in phrases().figure.get(key, ()))
    return replace(made, measure=one.measure, digits=one.digits, group=one.group, inner=inner)


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


def _made(key: str, medium: str, value: float | None, measure: Measure = "count") -> Figure:
    known = phrases().figure
    general = key.replace(medium, "*", 1) if medium else key
    label = t(f"notice.figure.{general.removeprefix('*.')}")
    if medium:
        label = t("notice.of_medium", medium=t(f"notice.medium.{medium}"), label=label)
    loose = known.get(general, ()) if medium else ()
    return Figure(key, label, value, measure, medium, phrases=known.get(key, ()), loose=loose)


def _share(key: str, medium: str, part: int, whole: int) -> Figure:
    return _made(key, medium, 100 * part / whole if whole else None, "percent")


def _named(key: str, name: str, count: float | None, medium: str = "") -> Figure:
    """A figure that is called by a name of the registry or of a class; a name that only says which medium
    is no name of a figure."""
    called = () if name in {word for words in phrases().medium.values() for word in words} else (name,)
    if not medium:
        return Figure(key, name, count, phrases=called)
    label = t("notice.of_medium", medium=t(f"notice.medium.{medium}"), label=name)
    return Figure(key, label, count, medium=medium, loose=called, short=name)
