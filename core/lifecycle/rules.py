"""The steps of each kind of case, and what verification needs: `core/rules/lifecycle.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.common.outcome import Failure
from db.models import CaseKind, CaseState, EventKind, StepOwner

FILE = Path(__file__).parents[1] / "rules" / "lifecycle.toml"
Days = Annotated[int, Field(ge=1)]


class LifecycleRuleError(ValueError):
    """The file cannot be used; the message names the key and what is wrong."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepRule(_Part):
    """`days` working days to take it; `wait_days` calendar days before the next step may be taken."""

    key: str
    reaches: CaseState
    days: Days
    wait_days: Annotated[int, Field(ge=0)] = 0
    required: bool = True
    waivable: bool = True
    evidence: bool = False
    who: StepOwner = StepOwner.UNIT


class KindRule(_Part):
    """`leaves` is the event by which the channel leaves the registry's number, empty when it stays."""

    media: Literal["website", "account", "any"]
    successor: Literal["none", "optional", "required"]
    leaves: Literal["closed", "merged", "cancelled", ""]
    step: tuple[StepRule, ...]

    @property
    def event(self) -> EventKind | None:
        """The event of leaving, None for a suspension."""
        return EventKind(self.leaves) if self.leaves else None


class EvidenceRule(_Part):
    most_mb: Days
    most_megapixels: Days
    kinds: tuple[str, ...]


class SuspensionRule(_Part):
    most_days: Days
    warn_days: Days


class VerificationRule(_Part):
    every_days: Days
    links_within_days: Days
    gone: frozenset[Failure]
    unsure: frozenset[Failure]
    closed_words: tuple[str, ...]


class MigrationRule(_Part):
    sample_least: Days
    sample_every_days: Days


class LifecycleRules(_Part):
    name: str
    version: str
    source: str
    recalled: tuple[str, ...]
    evidence: EvidenceRule
    suspension: SuspensionRule
    verification: VerificationRule
    migration: MigrationRule
    kind: dict[CaseKind, KindRule]

    @model_validator(mode="before")
    @classmethod
    def _shared_steps(cls, values: dict[str, Any]) -> dict[str, Any]:
        """A kind may take the steps of another one (`steps_of`)."""
        kinds = values.get("kind", {})
        for rule in kinds.values():
            if "steps_of" in rule:
                rule["step"] = kinds[rule.pop("steps_of")]["step"]
        return values

    def step(self, kind: CaseKind, key: str) -> StepRule | None:
        """The rule of one step, None for a step of another version."""
        return next((one for one in self.kind[kind].step if one.key == key), None)


@lru_cache(maxsize=1)
def lifecycle_rules() -> LifecycleRules:
    """The rules in force. Raises `LifecycleRuleError` naming every wrong key."""
    try:
        return LifecycleRules.model_validate(tomllib.loads(FILE.read_text("utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError, KeyError) as wrong:
        raise LifecycleRuleError(f"{FILE.name}: {wrong}") from wrong
