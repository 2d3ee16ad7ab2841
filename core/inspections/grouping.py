"""The channels of an inspection in groups: by level and category, either alone, or platform, with the pass
rate, mean and best score of each. What has no level or category is a group of its own."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.common.text import t
from core.inspections.results import Checked
from core.registry.fields import fields
from core.registry.kinds import kind_name, kinds
from core.registry.level_and_category import category_name, group_name, level_name
from core.rules.results import JUDGED, QUALIFIED, Grade

BY = ("cross", "level", "category", "platform")


@dataclass(frozen=True, slots=True)
class Group:
    """One group. `rate`: qualified of those judged; `mean` and `best` of the scores; None without any."""

    name: str
    medium: str
    lines: tuple[Checked, ...]
    passed: int
    failed: int
    unjudged: int
    rate: float | None
    mean: float | None
    best: float | None
    ranks: str

    @property
    def channels(self) -> int:
        return len(self.lines)


def groups(lines: Sequence[Checked], by: str) -> tuple[Group, ...]:
    """The channels by `by`, one of `BY`, websites first, in the registry's order."""
    found: dict[tuple[int, str], list[Checked]] = defaultdict(list)
    for line in lines:
        found[int(_medium(line) != "website"), _OF[by](line)].append(line)
    order = {_LEVEL(level): n for n, level in enumerate(fields()["level"].options)}
    ordered = sorted(found.items(), key=lambda item: (item[0][0], _place(item[1][0], order), item[0][1]))
    return tuple(_group(name, mine) for (_, name), mine in ordered)


def _group(name: str, lines: Sequence[Checked]) -> Group:
    grades = Counter(line.grade for line in lines)
    passed, failed = sum(grades[grade] for grade in QUALIFIED), grades[Grade.FAILED]
    scores = [line.score for line in lines if line.score is not None and line.grade in JUDGED]
    ranks = Counter(line.rank for line in lines if line.rank and line.grade in JUDGED)
    return Group(
        name, _medium(lines[0]), tuple(lines), passed, failed, len(lines) - passed - failed,
        passed / (passed + failed) if passed + failed else None,
        sum(scores) / len(scores) if scores else None, max(scores, default=None),
        t("document.comma").join(f"{rank} {count}" for rank, count in ranks.items()),
    )  # fmt: skip


def _medium(line: Checked) -> str:
    return kinds()[line.kind].medium


def _cross(line: Checked) -> str:
    return group_name(line.level, line.category, website=_medium(line) == "website")


def _place(line: Checked, order: dict[str, int]) -> int:
    return order.get(_LEVEL(line.level), len(order))


_LEVEL: Callable[[object], str] = str
_OF: dict[str, Callable[[Checked], str]] = {
    "cross": _cross,
    "level": lambda line: level_name(line.level),
    "category": lambda line: (
        category_name(line.category) if _medium(line) == "website" else t("kind.medium.account")
    ),
    "platform": lambda line: kind_name(line.kind),
}
