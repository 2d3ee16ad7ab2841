"""What was found of each indicator, and what a verdict makes of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from core.common.outcome import TO_COME, Failure, Outcome
from db.models import JudgedAs as JudgedAs


class Found(StrEnum):
    """Of one indicator: kept, broken, not checked, or not applicable."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"


class Judge(StrEnum):
    """Who found it."""

    MACHINE = "machine"
    PERSON = "person"
    NOBODY = "nobody"


class Grade(StrEnum):
    """The verdict. `BASIC` (基本合格) only where the rule set gives its limit. Where something that the rule
    set needs has no answer: `UNJUDGED` while it is still to come (not visited, period not over, a person's
    word awaited), `UNCHECKED` when it was tried and could not be checked."""

    PASSED = "passed"
    BASIC = "basic"
    FAILED = "failed"
    UNJUDGED = "unjudged"
    UNCHECKED = "unchecked"


# 合格 in the sense of a pass rate: a basic pass is a pass.
QUALIFIED = (Grade.PASSED, Grade.BASIC)
JUDGED = (*QUALIFIED, Grade.FAILED)


@dataclass(frozen=True, slots=True)
class GradeCounts:
    """Channels by verdict. What is not judged yet, or could not be checked, counts on neither side of a pass
    rate."""

    passed: int = 0
    basic: int = 0
    failed: int = 0
    unjudged: int = 0
    unchecked: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Self:
        """From how many channels have each grade."""
        return cls(**{grade.value: counts.get(grade.value, 0) for grade in Grade})

    @property
    def qualified(self) -> int:
        return self.passed + self.basic

    @property
    def judged(self) -> int:
        return self.qualified + self.failed

    @property
    def total(self) -> int:
        return self.judged + self.unjudged + self.unchecked

    @property
    def rate(self) -> float | None:
        """Qualified of those judged; None when none could be."""
        return self.qualified / self.judged if self.judged else None


class Effect(StrEnum):
    """What one line does to the verdict. `UNSCORED`: points unknown, `ELSEWHERE`: its faults are charged to
    another indicator, `STOPPED`: scoring had ended before it, `UNEARNED`: a bonus that was not earned."""

    NONE = "none"
    VETO = "veto"
    DEDUCTED = "deducted"
    BONUS = "bonus"
    UNSCORED = "unscored"
    ELSEWHERE = "elsewhere"
    STOPPED = "stopped"
    UNEARNED = "unearned"
    UNCHECKED = "unchecked"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where the evidence stands: `noun` is its table, such as finding or judgement; `check` for
    the machine's."""

    noun: str
    id: int
    check: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What was found of one indicator. `faults` are keys of single faults, such as a column's address, so
    that one fault is recognised under several indicators. `why` names what stood in the way: a failure
    (`timeout`), or a key of the catalogue `verdict.why`."""

    indicator: str
    found: Found
    judge: Judge
    faults: tuple[str, ...] = ()
    evidence: tuple[Reference, ...] = ()
    why: str = ""
    by: str = ""
    at: datetime | None = None
    rule_version: str = ""


def could_not_be_checked(why: str) -> bool:
    """Whether `why` of a result says that a check was tried in vain; not that it is still to come."""
    return why == Outcome.BLOCKED or (why in set(Failure) and why not in TO_COME)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in a verdict; `indicator` is None for a veto that belongs to none. `points` are
    negative when deducted; `faults` those it pays for."""

    indicator: str | None
    result: Result
    effect: Effect
    points: float | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`base` and `bonus` are None where nothing is scored: after a veto, and for channels that only have
    vetoes."""

    grade: Grade
    base: float | None
    bonus: float | None
    lines: tuple[Line, ...]
    rule_version: str

    @property
    def score(self) -> float | None:
        """Deductions and bonus together."""
        return None if self.base is None else round(self.base + (self.bonus or 0.0), 2)

    @property
    def vetoes(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.effect is Effect.VETO)

    def by_judge(self) -> Counter[Judge]:
        """How many lines a machine judged, a person judged, and nobody could."""
        return Counter(line.result.judge for line in self.lines)

    def by_effect(self) -> Counter[Effect]:
        """How many lines have each effect."""
        return Counter(line.effect for line in self.lines)
