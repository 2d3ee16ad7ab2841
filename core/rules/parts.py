"""The parts of a rule set: windows, limits and counts. A new part is a class here and a line in `RuleSet`."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from db.models import Severity

Share = Annotated[float, Field(gt=0, le=1)]
Days = Annotated[int, Field(ge=1, le=3660)]
Count = Annotated[int, Field(ge=1, le=10_000)]
Hours = Annotated[int, Field(ge=1, le=87_840)]
Months = Annotated[int, Field(ge=1, le=120)]
Limit = Annotated[float, Field(ge=0)]
Score = Annotated[float, Field(ge=0, le=1000)]
WholeScore = Annotated[int, Field(ge=0, le=1000)]
DAYS_A_MONTH = 30


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AvailabilityRule(Part):
    """V-W2. `timeout_s` seconds or more counts as not opened; `fail_share` of a week fails the site."""

    timeout_s: Annotated[float, Field(gt=0, le=300)]
    window_days: Days
    probes_per_day: Count
    fail_share: Share
    confirmations: Annotated[int, Field(ge=0, le=10)]


class FreshnessRule(Part):
    """V-W3. Days without a new item on the home page, or on the second level when it is only an entry."""

    window_days: Days
    confirmations: Annotated[int, Field(ge=0, le=10)]
    second_level_pages: Annotated[int, Field(ge=0, le=1000)]


class ColumnRule(Part):
    """V-W4. When a column is stale, and how many stale, overdue or empty ones fail the site."""

    news_window_days: Days
    policy_window_months: Months
    stale_least: Count
    due_least: Count
    empty_least: Count

    def window_days(self, category: str, own: int | None = None) -> int | None:
        """Days a column may go without a new item: its own number, or its category's; None: not demanded."""
        windows = {"news": self.news_window_days}
        windows |= dict.fromkeys(("notices", "policies"), self.policy_window_months * DAYS_A_MONTH)
        return windows.get(category) if own is None else own


class InteractionRule(Part):
    """V-W5b. A valid message of the last `window_months` unanswered for over so many months."""

    window_months: Months
    unanswered_over_months: Months
    unanswered_least: Count


class AccountRule(Part):
    """V-M2a. Days without a post."""

    window_days: Days


class Rank(Part):
    """A grade of scores with a name of the office's own, such as 优秀: from `low` up to the next one's."""

    name: Annotated[str, Field(min_length=1, max_length=12, pattern=r"^[^.=;]+$")]
    low: Score


class ScoringRule(Part):
    """R-1. Points, limits and the third verdict, which exists where `basic_below` is given: a score from
    `fail_below` up to it. `needed`: indicators without which no verdict is given, by medium.

    Scores are counted above each of `bands` and up to the next; and from each of `steps` (and of the bands)
    on; and by the names of `ranks`, which no published rule gives."""

    full: Score
    fail_below: Score
    bonus_above: Score
    basic_below: Score | None = None
    rescaled: bool
    bands: Annotated[list[WholeScore], Field(min_length=1, max_length=12)] = [100, 110, 120]
    steps: Annotated[list[WholeScore], Field(max_length=24)] = [60, 70, 80, 90]
    ranks: Annotated[list[Rank], Field(max_length=8)] = []
    needed: dict[str, list[str]]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.fail_below <= self.bonus_above <= self.full:
            raise PydanticCustomError("limits_order", "fail_below, bonus_above and full must rise")
        if self.basic_below is not None and not self.fail_below < self.basic_below <= self.full:
            raise PydanticCustomError(
                "basic_order", "basic_below must lie above fail_below and not above full"
            )
        for limits in (self.bands, self.steps, [rank.low for rank in reversed(self.ranks)]):
            if any(one >= next_ for one, next_ in pairwise(limits)):
                raise PydanticCustomError(
                    "bands_order", "the limits of bands and steps must rise, those of ranks must fall"
                )
        if len({rank.name for rank in self.ranks}) < len(self.ranks):
            raise PydanticCustomError("ranks_named", "every rank needs a name of its own")
        return self

    def rank_of(self, score: float | None) -> str:
        """The name of the rank of a score; empty where there is none, or no score."""
        return next((rank.name for rank in self.ranks if score is not None and score >= rank.low), "")


class CheckRule(Part):
    """How one check counts. `thresholds` are numbers that only this check reads; a check that is not
    `enabled` is not made."""

    severity: Severity
    confirmations: Annotated[int, Field(ge=0, le=10)] = 0
    enabled: bool = True
    thresholds: dict[str, Limit | list[Limit]] = {}


class SuspicionRule(Part):
    """How long, in hours from its first failed visit, a suspicion waits to be confirmed before it is
    forgotten: of availability, and of content."""

    availability_hours: Hours = 24
    content_hours: Hours = 336


class DeadlineRule(Part):
    """Working days to rectify by severity, and how many before the due day count as nearly due."""

    veto: Days
    serious: Days
    general: Days
    nearly_due: Days

    def working_days(self, severity: Severity) -> int:
        return {Severity.VETO: self.veto, Severity.SERIOUS: self.serious, Severity.GENERAL: self.general}[
            severity
        ]


class Scope(Part):
    """The channels a set is for; empty means all. `kinds`: keys of the registry's kinds, `levels`:
    administrative levels as the registry writes them."""

    kinds: list[str] = []
    levels: list[str] = []

    def fits(self, kind: str, level: str) -> bool:
        """Whether a channel of this kind and level falls under the set."""
        return (not self.kinds or kind in self.kinds) and (not self.levels or level in self.levels)

    @property
    def narrowness(self) -> int:
        """How many ways the set is narrowed: the narrower one goes before."""
        return bool(self.kinds) + bool(self.levels)
