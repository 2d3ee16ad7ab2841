"""One rule set: reading, completing and validating it."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from core.common.faults import fault_lines
from core.rules.indicator import Group, Indicator
from core.rules.parts import (
    AccountRule,
    AvailabilityRule,
    CheckRule,
    ColumnRule,
    DeadlineRule,
    FreshnessRule,
    InteractionRule,
    Part,
    Scope,
    ScoringRule,
    SuspicionRule,
)

FOLDER = Path(__file__).parent
NATIONAL = FOLDER / "national-2019.toml"
Source = Annotated[str, Field(max_length=200)]
THRESHOLDS = (
    "availability",
    "home_freshness",
    "columns",
    "interaction",
    "account_freshness",
    "scoring",
    "suspicion",
)


class RuleError(ValueError):
    """A rule set that cannot be used; the message names the file, the key and what is wrong.

    `faults` are the sentences, one a wrong key, in the language of the reader."""

    def __init__(self, where: str, faults: list[str]) -> None:
        self.where, self.faults = where, faults
        super().__init__(f"{where}: {'; '.join(faults)}")


class Basis(StrEnum):
    """Where a value comes from: read in the source of the set, recalled, or set by the office itself,
    with or without saying by which document."""

    SEEN = "seen"
    RECALLED = "recalled"
    LOCAL = "local"
    UNCONFIRMED = "unconfirmed"


class RuleSet(Part):
    """`recalled` names keys, or whole tables, that were not read in a source. `local` names the keys whose
    values the office set itself, each with the document it rests on, empty when nobody said. A set without
    `in_force_from` is a draft; an `example` never comes into force."""

    name: str
    jurisdiction: str
    version: str
    in_force_from: date | None = None
    in_force_until: date | None = None
    source: str
    based_on: str = ""
    example: bool = False
    recalled: list[str]
    local: dict[str, Source] = Field(default_factory=dict)
    scope: Scope = Scope()
    availability: AvailabilityRule
    home_freshness: FreshnessRule
    columns: ColumnRule
    interaction: InteractionRule
    account_freshness: AccountRule
    scoring: ScoringRule
    suspicion: SuspicionRule = SuspicionRule()
    check: dict[str, CheckRule]
    deadline: DeadlineRule
    indicator: dict[str, Indicator]

    def confirmations(self, check: str) -> int:
        """Further sightings that `check` needs before a problem is confirmed."""
        needed = {
            "availability": self.availability.confirmations,
            "home_freshness": self.home_freshness.confirmations,
        }
        known = self.check.get(check)
        return needed.get(check, known.confirmations if known else 0)

    def suspicion_lasts(self, check: str) -> timedelta:
        """How long a suspicion of `check` waits to be confirmed."""
        hours = self.suspicion
        return timedelta(hours=hours.availability_hours if check == "availability" else hours.content_hours)

    def is_recalled(self, key: str) -> bool:
        """Whether the value at `key` (such as `columns.due_least`) is an editable default, not law."""
        return self.basis(key) in (Basis.RECALLED, Basis.UNCONFIRMED)

    def basis(self, key: str) -> Basis:
        """Where the value at `key` comes from; of a whole indicator, as its least certain value."""
        own = [source for name, source in self.local.items() if name == key or name.startswith(f"{key}.")]
        if own:
            return Basis.LOCAL if all(own) else Basis.UNCONFIRMED
        return Basis.RECALLED if self._recalled(key) else Basis.SEEN

    def _recalled(self, key: str) -> bool:
        parts = key.split(".")
        if parts[0] == "indicator":
            return not self.indicator[parts[1]].confirmed
        return any(key == named or key.startswith(f"{named}.") for named in self.recalled)

    def document(self) -> dict[str, Any]:
        """The set as plain data that JSON can carry and `made` takes back."""
        return self.model_dump(mode="json", by_alias=True)

    @property
    def maximum(self) -> float:
        """The most points a channel can reach: full marks and the bonus."""
        return self.scoring.full + max(map(self._bonus, _whole_subjects()), default=0.0)

    def _bonus(self, whole: frozenset[str]) -> float:
        mine = [i for i in self.indicator.values() if i.enabled and whole.intersection(i.applies_to)]
        groups = [each for each in mine if each.group is Group.BONUS_GROUP]
        alone = [each for each in mine if each.group is Group.BONUS and each.parent is None]
        return sum(each.points or 0.0 for each in groups or alone)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.in_force_from and self.in_force_until and self.in_force_until < self.in_force_from:
            raise PydanticCustomError("force_order", "in_force_until lies before in_force_from")
        unknown = {i for ids in self.scoring.needed.values() for i in ids} - set(self.indicator)
        if unknown:
            raise PydanticCustomError(
                "unknown_indicator",
                "scoring.needed: no indicator {names}",
                {"names": ", ".join(sorted(unknown))},
            )
        for whole in _whole_subjects():
            self._insist_full(whole)
        return self

    def _insist_full(self, whole: frozenset[str]) -> None:
        """The groups of one sort of channel must make up full marks; a sort without groups has none."""
        groups = [
            each
            for each in self.indicator.values()
            if each.group is Group.DEDUCT_GROUP and each.enabled and whole.intersection(each.applies_to)
        ]
        total = sum(group.points or 0 for group in groups)
        if groups and abs(total - self.scoring.full) > 0.001:
            raise PydanticCustomError(
                "groups_total",
                "indicator: the groups {names} add up to {total}, not to scoring.full {full}",
                {
                    "names": ", ".join(group.name_zh for group in groups),
                    "total": f"{total:g}",
                    "full": f"{self.scoring.full:g}",
                },
            )


def _whole_subjects() -> tuple[frozenset[str], ...]:
    # Own kinds are looked up in the database, which whoever is only handed a rule set has not.
    from core.rules.subjects import whole_subjects

    return whole_subjects()


def load(file: Path) -> RuleSet:
    """Read one shipped set, on top of the one it is based on. Raises `RuleError` naming every wrong key."""
    return made(_read(file), file.name)


def made(document: Mapping[str, Any], where: str) -> RuleSet:
    """The rule set that `document` describes. Raises `RuleError`; `where` names the file or version."""
    try:
        return RuleSet.model_validate(document)
    except ValidationError as wrong:
        raise RuleError(where, fault_lines(wrong)) from wrong


def laid_over(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `changes` on top, table by table; neither is altered."""
    merged = dict(base)
    for key, value in changes.items():
        under = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(under, Mapping)
        merged[key] = laid_over(under, value) if both and under is not None else value
    return merged


def _read(file: Path) -> dict[str, Any]:
    document = _toml(file)
    beside = file.with_name(f"{file.stem}.indicators.toml")
    if beside.exists():
        document = laid_over(document, _toml(beside))
    if not document.get("based_on"):
        return document
    base = _toml_base(file, str(document["based_on"]))
    return laid_over({key: value for key, value in base.items() if not key.startswith("in_force")}, document)


def _toml_base(file: Path, stem: str) -> dict[str, Any]:
    base = file.with_name(f"{stem}.toml")
    if base == file or not base.exists():
        raise RuleError(file.name, [f"based_on: {stem}.toml ?"])
    return _read(base)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise RuleError(file.name, [str(wrong)]) from wrong
