"""The checklist of one channel: what the machine found of each indicator, and what an inspector says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.registry.kinds import kinds
from core.rules import store
from core.rules.indicator import JUDGED, Group, Indicator
from core.rules.mapping import checks_of
from core.rules.results import Found, Grade, Judge, Result, Verdict
from core.rules.ruleset import RuleSet
from core.rules.subjects import subjects
from core.rules.verdict import judged
from db.models import Channel, InspectionMark


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one channel. `machine` is what the checks found; `mark` an inspector's word, which
    goes before it; `version` is that of the mark, 0 for none."""

    indicator: str
    group: Group
    automation: str
    machine: Found
    why: str
    mark: str = ""
    faults: int = 0
    note: str = ""
    issue_id: int | None = None
    marked_by: str = ""
    version: int = 0

    @property
    def found(self) -> Found:
        """What counts: the inspector's word, else the machine's."""
        return Found(self.mark) if self.mark else self.machine


def rules_for(channel: Channel) -> RuleSet:
    """The rule set in force for a channel today."""
    return store.rule_set(kind=channel.kind, level=channel.level)


def indicators(channel: Channel, rules: RuleSet) -> dict[str, Indicator]:
    """The indicators that are judged of a channel, in the order of the rule set."""
    mine = subjects(channel.kind, channel.category)
    return {
        key: each
        for key, each in rules.indicator.items()
        if each.enabled and each.group in JUDGED and set(each.applies_to) & set(mine)
    }


def snapshot(verdict: Verdict | None) -> dict[str, Any]:
    """What a verdict says of each indicator, as it is stored."""
    lines = verdict.lines if verdict else ()
    return {
        line.indicator: {
            "found": line.result.found.value,
            "judge": line.result.judge.value,
            "why": line.result.why,
            "faults": list(line.result.faults),
        }
        for line in lines
        if line.indicator is not None
    }


def lines_of(
    channel: Channel, rules: RuleSet, machine: Mapping[str, Any], marks: Iterable[InspectionMark]
) -> tuple[Line, ...]:
    """The checklist of a channel."""
    said = {mark.indicator: mark for mark in marks}
    return tuple(
        _line(key, each, machine.get(key, {}), said.get(key))
        for key, each in indicators(channel, rules).items()
    )


def result_of(channel: Channel, rules: RuleSet, machine: Mapping[str, Any], lines: Iterable[Line]) -> Verdict:
    """The verdict on a channel by its checklist."""
    found = [_result(line, machine.get(line.indicator, {})) for line in lines]
    mine = subjects(channel.kind, channel.category)
    return judged(found, rules, mine, medium=kinds()[channel.kind].medium)


def counted(verdict: Verdict, given: float | None, rules: RuleSet) -> tuple[Grade, float | None]:
    """Grade and score that count: a given score goes before the checklist's, never before a veto."""
    if given is None or verdict.vetoes:
        return verdict.grade, verdict.score
    scoring = rules.scoring
    if given < scoring.fail_below:
        return Grade.FAILED, given
    if scoring.basic_below is not None and given < scoring.basic_below:
        return Grade.BASIC, given
    return Grade.PASSED, given


def same_fault(indicator: str) -> tuple[str, ...]:
    """The checks whose issues are about the same fault as an indicator."""
    return tuple(dict.fromkeys(checks_of(indicator)))


def _line(key: str, each: Indicator, said: Mapping[str, Any], mark: InspectionMark | None) -> Line:
    found, why = Found(said.get("found", Found.UNKNOWN.value)), str(said.get("why", ""))
    if mark is None:
        return Line(key, each.group, each.automation, found, why)
    return Line(
        key, each.group, each.automation, found, why, mark.judged_as.value, mark.faults, mark.note,
        mark.issue_id, mark.marked_by, mark.version,
    )  # fmt: skip


def _result(line: Line, said: Mapping[str, Any]) -> Result:
    if not line.mark:
        judge = Judge(said.get("judge", Judge.NOBODY.value))
        return Result(line.indicator, line.machine, judge, faults=tuple(said.get("faults", ())), why=line.why)
    faults = tuple(f"{line.indicator}#{n}" for n in range(line.faults)) if line.found is Found.FAILED else ()
    return Result(line.indicator, line.found, Judge.PERSON, faults=faults, by=line.marked_by)
