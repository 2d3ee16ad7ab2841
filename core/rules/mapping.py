"""From checks, findings and persons' words to what was found of each indicator. Pure; the lines of which
check speaks for which indicator are data (`mapping.toml`)."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.monitoring.outcome import Outcome
from core.registry.kinds import kinds
from core.rules.indicator import JUDGED, Indicator
from core.rules.results import Found, Judge, Reference, Result
from core.rules.ruleset import RuleSet
from db.models import JudgedAs

_DATA = Path(__file__).with_name("mapping.toml")


@dataclass(frozen=True, slots=True)
class Speaks:
    """One check speaking for one indicator."""

    check: str
    indicator: str
    least: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    proves: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """The present word of one check."""

    outcome: Outcome
    failure: str
    at: datetime
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """One unresolved finding; `dismissed` ones were called false alarms by a person."""

    id: int
    key: str
    dismissed: bool
    at: datetime
    rule_version: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Word:
    """A person's judgement that holds now."""

    id: int
    judged_as: JudgedAs
    faults: int
    by: str
    at: datetime
    reason: str
    rule_version: str


@dataclass(slots=True)
class Known:
    """All that is known of one channel. `entered` are the issues of veto severity that persons wrote:
    number, title, id."""

    states: dict[str, State] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    words: dict[str, Word] = field(default_factory=dict)
    entered: list[tuple[str, str, int]] = field(default_factory=list)


@lru_cache(maxsize=1)
def spoken() -> tuple[Speaks, ...]:
    """Every line of `mapping.toml`."""
    return tuple(Speaks(**line) for line in _data()["speaks"])


def subjects(kind: str, category: str) -> frozenset[str]:
    """What a channel is in the words of `applies_to`; nothing for a kind that is no longer known."""
    known = kinds().get(kind)
    if known is None:
        return frozenset()
    words = _data()["subjects"][known.report or known.medium]
    return frozenset([*words["every"], *words.get(category, ())])


def results(known: Known, rules: RuleSet, lines: Sequence[Speaks] | None = None) -> list[Result]:
    """What was found of every indicator of `rules`. A person's word goes before a machine's."""
    by_indicator: dict[str, list[Speaks]] = {}
    for line in spoken() if lines is None else lines:
        by_indicator.setdefault(line.indicator, []).append(line)
    return [
        _result(key, indicator, known, rules, by_indicator.get(key, []))
        for key, indicator in rules.indicator.items()
        if indicator.group in JUDGED or key in known.words
    ]


def entered(known: Known) -> list[Result]:
    """Vetoes that persons entered as issues and that are not settled."""
    return [
        Result(f"{number} {title}".strip(), Found.FAILED, Judge.PERSON, evidence=(Reference("issue", id),))
        for number, title, id in known.entered
    ]


def _result(key: str, indicator: Indicator, known: Known, rules: RuleSet, lines: Sequence[Speaks]) -> Result:
    machine = _merged(key, [_machine(line, known, rules) for line in lines])
    word = known.words.get(key)
    if word is None:
        return machine or Result(key, Found.UNKNOWN, Judge.NOBODY, why=_why_not(indicator))
    return Result(
        key,
        Found(word.judged_as.value),
        Judge.PERSON,
        faults=tuple(f"{key}#{n}" for n in range(word.faults)) if word.judged_as is JudgedAs.FAILED else (),
        evidence=(
            Reference("judgement", word.id, facts={"reason": word.reason}),
            *(machine.evidence if machine else ()),
        ),
        by=word.by,
        at=word.at,
        rule_version=word.rule_version,
    )


def _machine(line: Speaks, known: Known, rules: RuleSet) -> Result:
    mine = [fault for fault in known.faults.get(line.check, []) if _meant(fault, line.where)]
    open_ones = {fault.key: fault for fault in mine if not fault.dismissed}
    if len(open_ones) >= _least(line, rules):
        return _failed(line, list(open_ones.values()))
    state = known.states.get(line.check)
    if state is None:
        return Result(line.indicator, Found.UNKNOWN, Judge.NOBODY, why="never")
    found, why = _read(line, state, bool(mine))
    judge = Judge.NOBODY if found is Found.UNKNOWN else Judge.MACHINE
    if why == "dismissed":
        judge = Judge.PERSON
    seen = Reference("state", 0, line.check, state.evidence)
    return Result(
        line.indicator, found, judge, evidence=(seen,), why=why, at=state.at, rule_version=_version(state)
    )


def _read(line: Speaks, state: State, found_before: bool) -> tuple[Found, str]:
    match state.outcome:
        case Outcome.EXEMPT:
            return Found.EXEMPT, ""
        case Outcome.BLOCKED:
            return Found.UNKNOWN, state.failure or "blocked"
        case Outcome.SUSPECT:
            return Found.UNKNOWN, "suspect"
        case Outcome.PROBLEM if not line.least:
            return (Found.MET, "dismissed") if found_before else (Found.UNKNOWN, "suspect")
        case _:
            return (Found.MET, "") if line.proves else (Found.UNKNOWN, "partly")


def _failed(line: Speaks, faults: Sequence[Fault]) -> Result:
    return Result(
        line.indicator,
        Found.FAILED,
        Judge.MACHINE,
        faults=tuple(f"{line.check}:{fault.key}" if not fault.key else fault.key for fault in faults),
        evidence=tuple(Reference("finding", fault.id, line.check, fault.evidence) for fault in faults),
        at=max(fault.at for fault in faults),
        rule_version=faults[0].rule_version,
    )


def _merged(key: str, found: Sequence[Result]) -> Result | None:
    """Several checks on one indicator: broken if one says so, kept only if none is in doubt."""
    if len(found) < 2:
        return found[0] if found else None
    order = [Found.FAILED, Found.UNKNOWN, Found.MET, Found.EXEMPT]
    worst = min((each.found for each in found), key=order.index)
    same = [each for each in found if each.found is worst]
    return Result(
        key,
        worst,
        same[0].judge,
        faults=tuple(dict.fromkeys(fault for each in same for fault in each.faults)),
        evidence=tuple(reference for each in same for reference in each.evidence),
        why=next((each.why for each in same if each.why), ""),
        at=max((each.at for each in same if each.at), default=None),
        rule_version=same[0].rule_version,
    )


def _meant(fault: Fault, where: Mapping[str, Any]) -> bool:
    return all(fault.evidence.get(key) == value for key, value in where.items())


def _least(line: Speaks, rules: RuleSet) -> int:
    value: Any = rules
    for step in line.least.split(".") if line.least else ():
        value = getattr(value, step)
    return int(value) if line.least else 1


def _why_not(indicator: Indicator) -> str:
    return "person" if indicator.automation == "manual" else "no_check"


def _version(state: State) -> str:
    return str(state.evidence.get("rule_version") or state.evidence.get("rule") or "")


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


def checks_of(indicator: str) -> Iterator[str]:
    """The checks that speak for an indicator."""
    return (line.check for line in spoken() if line.indicator == indicator)
