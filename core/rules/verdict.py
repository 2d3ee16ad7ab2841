"""The verdict on one channel: pure, from what was found of each indicator and a rule set.

A veto fails by itself and ends the scoring. Otherwise points are deducted from full marks, capped for each
indicator and each group; one fault is charged once; above a limit a bonus is added. An indicator whose
points were not seen in any source is listed and never scored. (国办秘函〔2019〕19号, R-1 to R-3)"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.registry.kinds import kept_for_kinds
from core.rules.charges import charged
from core.rules.indicator import JUDGED, Group, Indicator
from core.rules.results import Effect, Found, Grade, Judge, Line, Result, Verdict, could_not_be_checked
from core.rules.ruleset import RuleSet
from core.rules.subjects import go_together

DIGITS = 2
NOTHING: Mapping[str, tuple[str, ...]] = {}
NO_COST: Mapping[str, float] = {}


def judged(
    results: Iterable[Result],
    rules: RuleSet,
    subjects: Collection[str],
    *,
    medium: str = "website",
    entered: Sequence[Result] = (),
) -> Verdict:
    """The verdict on a channel that is all of `subjects` (words of `applies_to`).

    At most one result an indicator counts, the last one given. `entered` are vetoes that belong to no
    indicator, such as an issue of veto severity that a person wrote; their `indicator` is shown as name."""
    found = {result.indicator: result for result in results}
    mine = {
        key: each
        for key, each in rules.indicator.items()
        if each.enabled and set(each.applies_to) & set(subjects)
    }
    return _Judging(rules, frozenset(subjects), mine, found, medium, tuple(entered)).verdict()


@dataclass(frozen=True, slots=True)
class _Judging:
    rules: RuleSet
    subjects: frozenset[str]
    mine: Mapping[str, Indicator]
    found: Mapping[str, Result]
    medium: str
    entered: tuple[Result, ...]

    def verdict(self) -> Verdict:
        if self._vetoed():
            return self._made(Grade.FAILED, None, None, self._lines(stopped=True))
        if not self._scored():
            return self._made(self._missing() or Grade.PASSED, None, None, self._lines())
        charges, lost = self._charges()
        base = self._base(lost)
        opened = base > self.rules.scoring.bonus_above
        lines = self._lines(charges=charges, lost=lost, bonus=opened)
        return self._made(self._graded(base), base, self._bonus() if opened else 0.0, lines)

    def _graded(self, base: float) -> Grade:
        scoring = self.rules.scoring
        if base < scoring.fail_below:
            return Grade.FAILED
        if missing := self._missing():
            return missing
        if scoring.basic_below is not None and base < scoring.basic_below:
            return Grade.BASIC
        return Grade.PASSED

    def _vetoed(self) -> bool:
        failed = any(
            self._is(key, Found.FAILED) for key, each in self.mine.items() if each.group is Group.VETO
        )
        return failed or bool(self.entered)

    def _missing(self) -> Grade | None:
        """Why there is no verdict: time alone does not answer what could not be checked."""
        needed = [self._of(key) for key in self.rules.scoring.needed.get(self.medium, ()) if key in self.mine]
        unknown = [result for result in needed if result.found is Found.UNKNOWN]
        if any(could_not_be_checked(result.why) for result in unknown):
            return Grade.UNCHECKED
        return Grade.UNJUDGED if unknown else None

    def _scored(self) -> bool:
        """Where there is something to deduct: from groups, or from indicators whose group is not for this
        channel, or that stand in none."""
        out = self._left_out()
        return any(
            each.group is Group.DEDUCT_GROUP or (each.group is Group.DEDUCT and each.parent not in out)
            for each in self.mine.values()
        )

    def _left_out(self) -> set[str]:
        """Groups that do not apply to this channel, though they go with those that do, or that it is exempt
        from; with everything in them. Groups for other sorts of channels are no part of its full marks."""
        return {
            key
            for key, each in self.rules.indicator.items()
            if each.group is Group.DEDUCT_GROUP and each.enabled
            and (self._is(key, Found.EXEMPT) if key in self.mine else _beside(each.applies_to, self.subjects))
        }  # fmt: skip

    def _charges(self) -> tuple[dict[str, tuple[str, ...]], dict[str, float]]:
        """The faults charged to each indicator, and the points they cost after the indicators' caps."""
        out = self._left_out()
        failing = {
            key: self._of(key).faults or (key,)
            for key, each in self.mine.items()
            if each.group is Group.DEDUCT and each.parent not in out and self._is(key, Found.FAILED)
        }
        return charged(failing, self.mine)

    def _base(self, lost: Mapping[str, float]) -> float:
        full, out, total = self.rules.scoring.full, self._left_out(), 0.0
        groups = {key: each for key, each in self.mine.items() if each.group is Group.DEDUCT_GROUP}
        for key, group in groups.items():
            if key not in out:
                total += self._of_group(key, group, lost)
        total += sum(cost for key, cost in lost.items() if self.mine[key].parent not in {*groups, *out})
        left = full - sum(self.rules.indicator[key].points or 0 for key in out)
        if left <= 0:
            return full
        score = max(left - total, 0.0)
        return round(score * full / left if self.rules.scoring.rescaled else score + full - left, DIGITS)

    def _of_group(self, key: str, group: Indicator, lost: Mapping[str, float]) -> float:
        cost = sum(value for name, value in lost.items() if self.mine[name].parent == key)
        return cost if group.points is None else min(cost, group.points)

    def _bonus(self) -> float:
        """What was earned, a group's at most its points; what stands in no group has its own points only."""
        earned = {
            key: each.points or 0.0
            for key, each in self.mine.items()
            if each.group is Group.BONUS and self._is(key, Found.MET)
        }
        most = {key: i.points or 0.0 for key, i in self.mine.items() if i.group is Group.BONUS_GROUP}
        alone = 0.0 if most else sum(v for key, v in earned.items() if self.mine[key].parent is None)
        return round(alone + min(sum(earned.values()), sum(most.values())), DIGITS)

    def _of(self, key: str) -> Result:
        return self.found.get(key) or Result(key, Found.UNKNOWN, Judge.NOBODY)

    def _is(self, key: str, found: Found) -> bool:
        return self._of(key).found is found

    def _lines(
        self,
        *,
        stopped: bool = False,
        charges: Mapping[str, tuple[str, ...]] = NOTHING,
        lost: Mapping[str, float] = NO_COST,
        bonus: bool = False,
    ) -> tuple[Line, ...]:
        out = self._left_out()
        lines = [Line(None, result, Effect.VETO) for result in self.entered]
        for key, each in self.mine.items():
            if each.group not in JUDGED:
                continue
            result = self._of(key)
            effect = (
                Effect.EXEMPT
                if each.parent in out
                else _effect(each, result, stopped, charges.get(key), bonus)
            )
            points = {Effect.DEDUCTED: -lost.get(key, 0.0), Effect.BONUS: each.points}.get(effect)
            lines.append(Line(key, result, effect, points, charges.get(key, ())))
        return tuple(lines)

    def _made(
        self, grade: Grade, base: float | None, bonus: float | None, lines: tuple[Line, ...]
    ) -> Verdict:
        return Verdict(grade, base, bonus, lines, self.rules.version)


@kept_for_kinds
def _beside(applies: tuple[str, ...], words: frozenset[str]) -> bool:
    return go_together(applies, words)


def _effect(
    each: Indicator, result: Result, stopped: bool, charges: tuple[str, ...] | None, bonus: bool
) -> Effect:
    if result.found is Found.EXEMPT:
        return Effect.EXEMPT
    if result.found is Found.UNKNOWN:
        return Effect.UNCHECKED
    if each.group is Group.VETO:
        return Effect.VETO if result.found is Found.FAILED else Effect.NONE
    if stopped:
        return Effect.STOPPED
    if each.group is Group.BONUS:
        return _bonus_effect(each, result, bonus)
    if result.found is Found.MET:
        return Effect.NONE
    if each.points is None:
        return Effect.UNSCORED
    return Effect.DEDUCTED if charges else Effect.ELSEWHERE


def _bonus_effect(each: Indicator, result: Result, bonus: bool) -> Effect:
    if result.found is not Found.MET:
        return Effect.UNEARNED
    if not bonus:
        return Effect.STOPPED
    return Effect.UNSCORED if each.points is None else Effect.BONUS
