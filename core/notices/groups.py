"""Figures of the examined channels by level, by category, by both, by score, and by what failed them.

A channel without a level or category is counted under that name, so that the parts make the sum."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from core.common.text import t
from core.notices.rules import notice_rules
from core.registry.fields import fields, word_of
from core.rules.results import JUDGED, QUALIFIED, Grade
from db.models import NoticeEntry

# Between the names of several indicators that failed one channel.
SEVERAL = "; "
NONE = "none"
# Key behind the medium, name, value, whether per cent, digits after the point.
Counted = tuple[str, str, float | None, bool, int]


def grouped(medium: str, entries: Sequence[NoticeEntry]) -> list[Counted]:
    """Counts by level, category and both, and of each such group its verdicts, rate and mean score."""
    found: list[Counted] = []
    for dimension, group, name in _DIMENSIONS:
        if dimension != "level" and medium == "accounts":
            continue
        members: dict[str, list[NoticeEntry]] = defaultdict(list)
        for entry in entries:
            members[group(entry)].append(entry)
        for key in sorted(members):
            mine = members[key]
            found.append((f"{dimension}.{key}", name(mine[0]), len(mine), False, 0))
            found += _verdicts(f"of_{dimension}.{key}", name(mine[0]), mine)
    return found


def by_score(entries: Iterable[NoticeEntry]) -> list[Counted]:
    """Mean and highest score, how many reached each limit, and how many lie in each grade of ten points."""
    scores = [entry.score for entry in entries if entry.score is not None]
    if not scores:
        return []
    found: list[Counted] = [
        ("score.mean", t("notice.score.mean"), sum(scores) / len(scores), False, 2),
        ("score.highest", t("notice.score.highest"), max(scores), False, 2),
        ("score.scored", t("notice.score.scored"), len(scores), False, 0),
    ]
    limits = score_limits()
    for low, high in zip(limits, [*limits[1:], None], strict=True):
        at_least = sum(score >= low for score in scores)
        found.append((f"score.from.{low}", t("notice.score.from", low=low), at_least, False, 0))
        if high is not None:
            count = sum(low <= score < high for score in scores)
            shown = t("notice.score.grade", low=low, high=high - 1)
            found.append((f"score.grade.{low}", shown, count, False, 0))
    below = sum(score < limits[0] for score in scores)
    return [*found, ("score.below", t("notice.score.below", low=limits[0]), below, False, 0)]


def behind(name: str) -> Callable[[NoticeEntry], bool] | None:
    """Which examined channels a figure of `grouped` or `by_score` was counted from; None for another's."""
    first, _, rest = name.partition(".")
    groups = {dimension: group for dimension, group, _ in _DIMENSIONS}
    if first in groups:
        return lambda entry: groups[first](entry) == rest
    of = first.removeprefix("of_")
    if of in groups:
        key, _, what = rest.rpartition(".")
        wanted = _COUNTED[what]
        return lambda entry: groups[of](entry) == key and wanted(entry)
    return _of_scores(rest) if first == "score" else None


def reasons(entries: Iterable[NoticeEntry]) -> dict[str, int]:
    """What failed channels, each reason in its own class: one with two vetoes is counted in both."""
    failed = (entry for entry in entries if entry.grade == Grade.FAILED)
    return dict(Counter(name for entry in failed for name in reasons_of(entry)))


def reasons_of(entry: NoticeEntry) -> list[str]:
    """The reasons of one channel, each once; one empty word where nobody said why."""
    return list(dict.fromkeys(entry.problem.split(SEVERAL)))


def _of_scores(name: str) -> Callable[[NoticeEntry], bool]:
    limits = score_limits()
    what, _, low = name.partition(".")
    if what == "from":
        return lambda entry: entry.score is not None and entry.score >= int(low)
    if what == "grade":
        high = limits[limits.index(int(low)) + 1]
        return lambda entry: entry.score is not None and int(low) <= entry.score < high
    if what == "below":
        return lambda entry: entry.score is not None and entry.score < limits[0]
    return lambda entry: entry.score is not None


def score_limits() -> list[int]:
    """The limits from which scores are counted, the lowest first."""
    return sorted({*notice_rules().score_grades, *notice_rules().score_bands})


def level_name(level: str) -> str:
    """A level in the reader's language, also where none is registered."""
    return word_of(fields()["level"], level) or t("notice.no_level")


def category_name(category: str) -> str:
    """A category in the reader's language, also where none is registered."""
    return word_of(fields()["category"], category) or t("notice.no_category")


def _verdicts(key: str, name: str, mine: Sequence[NoticeEntry]) -> list[Counted]:
    grades = Counter(entry.grade for entry in mine)
    qualified = sum(grades[grade] for grade in QUALIFIED)
    judged = sum(grades[grade] for grade in JUDGED)
    scores = [entry.score for entry in mine if entry.score is not None]
    rate = 100 * qualified / judged if judged else None
    found: list[Counted] = [
        (f"{key}.passed", t("notice.of_group.passed", name=name), qualified, False, 0),
        (f"{key}.failed", t("notice.of_group.failed", name=name), grades[Grade.FAILED], False, 0),
        (f"{key}.pass_rate", t("notice.of_group.pass_rate", name=name), rate, True, 0),
    ]
    if scores:
        mean = sum(scores) / len(scores)
        found.append((f"{key}.mean", t("notice.of_group.mean", name=name), mean, False, 2))
    return found


def _both(entry: NoticeEntry) -> str:
    return f"{entry.level or NONE}.{entry.category or NONE}"


def _both_name(entry: NoticeEntry) -> str:
    return t("notice.cross", level=level_name(entry.level), category=category_name(entry.category))


_DIMENSIONS: tuple[tuple[str, Callable[[NoticeEntry], str], Callable[[NoticeEntry], str]], ...] = (
    ("level", lambda one: one.level or NONE, lambda one: level_name(one.level)),
    ("category", lambda one: one.category or NONE, lambda one: category_name(one.category)),
    ("cross", _both, _both_name),
)
_COUNTED: dict[str, Callable[[NoticeEntry], bool]] = {
    "passed": lambda entry: entry.grade in QUALIFIED,
    "failed": lambda entry: entry.grade == Grade.FAILED,
    "pass_rate": lambda entry: entry.grade in JUDGED,
    "mean": lambda entry: entry.score is not None,
}
