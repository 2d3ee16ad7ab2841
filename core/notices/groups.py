"""Figures of channels by level, by category, by both, by platform, by score, and by what failed them.

A channel without a level or category is counted under that name, so that the parts make the sum."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from core.common.settings import settings
from core.common.text import t
from core.notices.figure import Measure
from core.registry.fields import fields
from core.registry.kinds import Medium, kind_name, kinds
from core.registry.level_and_category import NONE, category_name, level_name
from core.rules import store
from core.rules.parts import Rank
from core.rules.results import JUDGED, QUALIFIED, Grade
from db.models import NoticeEntry

# Between the names of several indicators that failed one channel.
SEVERAL = "; "
MEDIUM_OF: dict[str, Medium] = {"websites": "website", "accounts": "account"}
# What published totals lump together; such kinds are named one by one.
LUMPED = "other"


class Grouped(Protocol):
    """What a channel is grouped by."""

    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def category(self) -> str: ...


class Place(NamedTuple):
    """Kind, level and category of running channels that are counted together."""

    kind: str
    level: str
    category: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of a group: its key behind the medium, and the general figure (`passed`, `pass_rate` …)
    that it is of its group."""

    key: str
    name: str
    value: float | None
    measure: Measure = "count"
    digits: int = 0
    group: str = ""
    general: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way of dividing the channels of `media` into groups. `options` are the groups there may be."""

    key: str
    of: Callable[[Grouped], str]
    name: Callable[[str], str]
    media: tuple[str, ...] = ("websites",)
    options: Callable[[], Iterable[str]] = tuple


def grouped(medium: str, entries: Sequence[NoticeEntry], running: Mapping[Place, int]) -> list[Counted]:
    """Of every group how many run and were examined, their verdicts, rate and mean score."""
    found: list[Counted] = []
    for dimension in dimensions(medium):
        members: dict[str, list[NoticeEntry]] = defaultdict(list)
        for entry in entries:
            members[dimension.of(entry)].append(entry)
        run: Counter[str] = Counter()
        for place, count in running.items():
            run[dimension.of(place)] += count
        for key in _in_order(dimension, [*members, *sorted(run)]):
            mine, name = members[key], dimension.name(key)
            found.append(Counted(f"{dimension.key}.{key}", name, len(mine)))
            found.append(Counted(f"running_{dimension.key}.{key}", name, run[key]))
            found += _verdicts(f"of_{dimension.key}.{key}", name, mine)
    return found


def dimensions(medium: str) -> list[Dimension]:
    """The ways in which channels of a medium are divided."""
    return [one for one in _DIMENSIONS if medium in one.media]


def by_score(medium: str, entries: Iterable[NoticeEntry]) -> list[Counted]:
    """Mean and highest score, how many reached each limit, how many lie in each grade of ten points, and in
    each rank that the office named."""
    scores = [score for entry in entries if (score := score_of(entry)) is not None]
    if not scores:
        return []
    found = [
        Counted("score.mean", t("notice.score.mean"), sum(scores) / len(scores), digits=2),
        Counted("score.highest", t("notice.score.highest"), max(scores), digits=2),
        Counted("score.scored", t("notice.score.scored"), len(scores)),
    ]
    limits = score_limits(medium)
    for low, high in zip(limits, [*limits[1:], None], strict=True):
        at_least = sum(score >= low for score in scores)
        found.append(Counted(f"score.from.{low}", t("notice.score.from", low=low), at_least))
        if high is not None:
            count = sum(low <= score < high for score in scores)
            found.append(
                Counted(f"score.grade.{low}", t("notice.score.grade", low=low, high=high - 1), count)
            )
    below = sum(score < limits[0] for score in scores)
    found.append(Counted("score.below", t("notice.score.below", low=limits[0]), below))
    return [*found, *_ranked(medium, scores)]


def _ranked(medium: str, scores: Sequence[float]) -> list[Counted]:
    """How many scores lie in each named rank, and their share."""
    named = ranks(medium)
    counts = Counter(rank_of(named, score) for score in scores)
    found = []
    for rank in named:
        name, count = rank.name, counts[rank.name]
        found.append(Counted(f"score.rank.{name}", name, count))
        share = 100 * count / len(scores)
        found.append(
            Counted(f"score.rank_share.{name}", t("notice.score.rank_share", name=name), share, "percent")
        )
    return found


def score_of(entry: NoticeEntry) -> float | None:
    """The score of a channel; none before it is judged, whatever points it has by then."""
    return entry.score if entry.grade in JUDGED else None


def behind(medium: str, name: str) -> Callable[[NoticeEntry], bool] | None:
    """Which examined channels a figure of `grouped` or `by_score` was counted from; None for another's."""
    first, _, rest = name.partition(".")
    groups = {one.key: one.of for one in _DIMENSIONS}
    if first in groups:
        return lambda entry: groups[first](entry) == rest
    of = first.removeprefix("of_")
    if of in groups:
        key, _, what = rest.rpartition(".")
        wanted = _COUNTED[what]
        return lambda entry: groups[of](entry) == key and wanted(entry)
    return _of_scores(medium, rest) if first == "score" else None


def reasons(entries: Iterable[NoticeEntry]) -> dict[str, int]:
    """What failed channels, each reason in its own class: one with two vetoes is counted in both."""
    failed = (entry for entry in entries if entry.grade == Grade.FAILED)
    return dict(Counter(name for entry in failed for name in reasons_of(entry)))


def reasons_of(entry: NoticeEntry) -> list[str]:
    """The reasons of one channel, each once; one empty word where nobody said why."""
    return list(dict.fromkeys(entry.problem.split(SEVERAL)))


def units_in_full(entries: Iterable[NoticeEntry]) -> frozenset[int]:
    """The units of which every channel that was judged passed."""
    units: dict[int, set[bool]] = defaultdict(set)
    for entry in entries:
        if entry.grade in JUDGED:
            units[entry.unit_id].add(entry.grade in QUALIFIED)
    return frozenset(unit for unit, passed in units.items() if passed == {True})


def platform_of(one: Grouped) -> str:
    """The platform an account is counted under."""
    report = kinds()[one.kind].report if one.kind in kinds() else ""
    return report if report and report != LUMPED else one.kind


def _platform_name(key: str) -> str:
    return t(f"notice.group.{key}") if key in _platforms() else kind_name(key)


def _platforms() -> list[str]:
    """The platforms that published totals count by themselves."""
    return [*dict.fromkeys(kind.report for kind in kinds().values() if kind.report not in ("", LUMPED))]


def _in_order(dimension: Dimension, there: Iterable[str]) -> list[str]:
    """The groups as the registry orders them, the office's own as they come. It may have groups of none
    printed as well."""
    known = [*dimension.options()]
    kept = known if dimension.key in settings().notice_zeros else []
    return sorted(
        dict.fromkeys((*there, *kept)),
        key=lambda key: (known.index(key) if key in known else len(known), key in (LUMPED, NONE)),
    )


def _of_scores(medium: str, name: str) -> Callable[[NoticeEntry], bool]:
    what, _, low = name.partition(".")
    limits = score_limits(medium)
    if what == "from":
        return lambda entry: _from(entry, int(low))
    if what == "grade":
        high = next((one for one in limits if one > int(low)), None)
        return lambda entry: _from(entry, int(low)) and not (high is not None and _from(entry, high))
    if what == "below":
        return lambda entry: score_of(entry) is not None and not _from(entry, limits[0])
    if what in ("rank", "rank_share"):
        named = ranks(medium)
        return lambda entry: (score := score_of(entry)) is not None and rank_of(named, score) == low
    return lambda entry: score_of(entry) is not None


def _from(entry: NoticeEntry, low: int) -> bool:
    score = score_of(entry)
    return score is not None and score >= low


def score_limits(medium: str) -> list[int]:
    """The limits from which scores are counted, the lowest first."""
    scoring = [rules.scoring for rules in store.in_use(MEDIUM_OF[medium])]
    return sorted({limit for one in scoring for limit in (*one.steps, *one.bands)})


def score_bands(medium: str) -> list[int]:
    """The limits above which scores are counted as bands, the lowest first."""
    return sorted({band for rules in store.in_use(MEDIUM_OF[medium]) for band in rules.scoring.bands})


def ranks(medium: str) -> list[Rank]:
    """The named grades of scores, the best first: those of the set that most channels are judged by."""
    return next((r.scoring.ranks for r in store.in_use(MEDIUM_OF[medium]) if r.scoring.ranks), [])


def rank_of(named: Sequence[Rank], score: float) -> str:
    """The name of the rank of a score; empty below all of them."""
    return next((rank.name for rank in named if score >= rank.low), "")


def _verdicts(key: str, name: str, mine: Sequence[NoticeEntry]) -> list[Counted]:
    grades = Counter(entry.grade for entry in mine)
    qualified = sum(grades[grade] for grade in QUALIFIED)
    judged = sum(grades[grade] for grade in JUDGED)
    scores = [score for entry in mine if (score := score_of(entry)) is not None]
    rate = 100 * qualified / judged if judged else None
    values: dict[str, tuple[float | None, Measure, int]] = {
        "passed": (qualified, "count", 0),
        "failed": (grades[Grade.FAILED], "count", 0),
        "pass_rate": (rate, "percent", 0),
    }
    if scores:
        values["mean"] = (sum(scores) / len(scores), "count", 2)
    return [
        Counted(f"{key}.{what}", t(f"notice.of_group.{what}", name=name), value, measure, digits, name, what)
        for what, (value, measure, digits) in values.items()
    ]


def _both(one: Grouped) -> str:
    return f"{one.level or NONE}.{one.category or NONE}"


def _both_name(key: str) -> str:
    level, _, category = key.partition(".")
    return t("notice.cross", level=level_name(level), category=category_name(category))


_DIMENSIONS = (
    Dimension("platform", platform_of, _platform_name, ("accounts",), _platforms),
    Dimension("level", lambda one: one.level or NONE, level_name, ("websites", "accounts"),
              lambda: map(str, fields()["level"].options)),
    Dimension("category", lambda one: one.category or NONE, category_name,
              options=lambda: map(str, fields()["category"].options)),
    Dimension("cross", _both, _both_name, options=lambda: [
        f"{level}.{category}" for level in fields()["level"].options
        for category in fields()["category"].options
    ]),
)  # fmt: skip
_COUNTED: dict[str, Callable[[NoticeEntry], bool]] = {
    "passed": lambda entry: entry.grade in QUALIFIED,
    "failed": lambda entry: entry.grade == Grade.FAILED,
    "pass_rate": lambda entry: entry.grade in JUDGED,
    "mean": lambda entry: score_of(entry) is not None,
}
