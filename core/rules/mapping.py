"""From checks, findings and persons' words to what was found of each indicator. Pure; the lines of which
check speaks for which indicator are data (`mapping.toml`)."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.common.outcome import Outcome
from core.rules.indicator import JUDGED, Group, Indicator
from core.rules.results import Found, Judge, Reference, Result, could_not_be_checked
from core.rules.ruleset import RuleSet
from db.models import JudgedAs, Severity

FILE = Path(__file__).with_name("mapping.toml")


@dataclass(frozen=True, slots=True)
class Speaks:
    """One check speaking for one indicator. Of its findings those count whose key begins with one of
    `keys` and whose evidence has the values of `where`."""

    check: str
    indicator: str
    keys: tuple[str, ...] = ()
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
    valid_until: date | None = None


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
    return tuple(Speaks(**{**line, "keys": tuple(line.get("keys", ()))}) for line in _data()["speaks"])


def recorded() -> dict[str, str]:
    """The indicators of the supervising body that its own records answer: which of them count."""
    return {line["indicator"]: line["which"] for line in _data()["records"]}


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
    return by_person(key, word, machine)


def by_person(key: str, word: Word, machine: Result | None, *, noun: str = "judgement") -> Result:
    """A person's word as what was found; what the machine found stays beside it. `noun` names the table
    that keeps the word."""
    return Result(
        key,
        Found(word.judged_as.value),
        Judge.PERSON,
        faults=tuple(f"{key}#{n}" for n in range(word.faults)) if word.judged_as is JudgedAs.FAILED else (),
        evidence=(
            Reference(noun, word.id, facts={"reason": word.reason}),
            *(machine.evidence if machine else ()),
        ),
        by=word.by,
        at=word.at,
        rule_version=word.rule_version,
    )


def _machine(line: Speaks, known: Known, rules: RuleSet) -> Result:
    mine = [fault for fault in known.faults.get(line.check, []) if _meant(fault, line)]
    open_ones = {fault.key: fault for fault in mine if not fault.dismissed}
    if len(open_ones) >= limit_of(line, rules):
        return _failed(line, list(open_ones.values()), rules)
    state = known.states.get(line.check)
    if state is None:
        return Result(line.indicator, Found.UNKNOWN, Judge.NOBODY, why="never")
    elsewhere = any(not fault.dismissed for fault in known.faults.get(line.check, []))
    found, why = _read(line, state, bool(mine), elsewhere)
    judge = Judge.NOBODY if found is Found.UNKNOWN else Judge.MACHINE
    if why == "dismissed":
        judge = Judge.PERSON
    seen = Reference("state", 0, line.check, state.evidence)
    return Result(
        line.indicator, found, judge, evidence=(seen,), why=why, at=state.at, rule_version=_version(state)
    )


def _read(line: Speaks, state: State, found_before: bool, elsewhere: bool) -> tuple[Found, str]:
    """What a check's present word says where none of its open findings breaks the indicator.

    `found_before`: it has findings on this indicator, all dismissed or too few; `elsewhere`: it has open
    ones, on something else."""
    match state.outcome:
        case Outcome.EXEMPT:
            return Found.EXEMPT, ""
        case Outcome.BLOCKED:
            return Found.UNKNOWN, state.failure or "blocked"
        case Outcome.SUSPECT:
            return Found.UNKNOWN, "suspect"
        case Outcome.PROBLEM if found_before and not line.least:
            return Found.MET, "dismissed"
        case Outcome.PROBLEM if not (elsewhere or line.least):
            return Found.UNKNOWN, "suspect"
        case _:
            return (Found.MET, "") if line.proves else (Found.UNKNOWN, "partly")


def _failed(line: Speaks, faults: Sequence[Fault], rules: RuleSet) -> Result:
    decided = _decides(line, rules)
    return Result(
        line.indicator,
        Found.FAILED if decided else Found.UNKNOWN,
        Judge.MACHINE if decided else Judge.NOBODY,
        why="" if decided else "person_decides",
        faults=tuple(f"{line.check}:{fault.key}" if not fault.key else fault.key for fault in faults),
        evidence=tuple(Reference("finding", fault.id, line.check, fault.evidence) for fault in faults),
        at=max(fault.at for fault in faults),
        rule_version=faults[0].rule_version,
    )


def _decides(line: Speaks, rules: RuleSet) -> bool:
    """A veto is a machine's to find only through a check that the set itself calls a veto."""
    check = rules.check.get(line.check)
    return rules.indicator[line.indicator].group is not Group.VETO or (
        check is not None and check.severity is Severity.VETO
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
        why=min(
            (each.why for each in same if each.why), key=lambda why: not could_not_be_checked(why), default=""
        ),
        at=max((each.at for each in same if each.at), default=None),
        rule_version=same[0].rule_version,
    )


def _meant(fault: Fault, line: Speaks) -> bool:
    keyed = not line.keys or fault.key.startswith(line.keys)
    return keyed and all(fault.evidence.get(key) == value for key, value in line.where.items())


def limit_of(line: Speaks, rules: RuleSet) -> int:
    """How many open findings with different keys break the indicator."""
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
    return tomllib.loads(FILE.read_text("utf-8"))


def checks_of(indicator: str) -> Iterator[str]:
    """The checks that speak for an indicator."""
    return (line.check for line in spoken() if line.indicator == indicator)
