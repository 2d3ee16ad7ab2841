"""Reading and validating one rule set."""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from db.models import Severity

FOLDER = Path(__file__).parent
NATIONAL = FOLDER / "national-2019.toml"

Share = Annotated[float, Field(gt=0, le=1)]
Days = Annotated[int, Field(ge=1)]


class RuleError(ValueError):
    """A rule set that cannot be used; the message names the file, the key and what is wrong."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AvailabilityRule(_Part):
    """V-W2. `timeout_s` seconds or more counts as not opened; `fail_share` of a week fails the site."""

    timeout_s: Annotated[float, Field(gt=0)]
    window_days: Days
    probes_per_day: Days
    fail_share: Share
    confirmations: Annotated[int, Field(ge=0)]


class FreshnessRule(_Part):
    """V-W3. Days without a new item on the home page, or on the second level when it is only an entry."""

    window_days: Days
    confirmations: Annotated[int, Field(ge=0)]
    second_level_pages: Annotated[int, Field(ge=0)]


class CheckRule(_Part):
    severity: Severity


class DeadlineRule(_Part):
    """Working days to rectify by severity, and how many before the due day count as nearly due."""

    veto: Days = Field(alias="1-veto")
    serious: Days = Field(alias="2-serious")
    general: Days = Field(alias="3-general")
    nearly_due: Days

    def working_days(self, severity: Severity) -> int:
        return {Severity.VETO: self.veto, Severity.SERIOUS: self.serious, Severity.GENERAL: self.general}[
            severity
        ]


class RuleSet(_Part):
    name: str
    jurisdiction: str
    version: str
    in_force_from: date
    source: str
    recalled: list[str]
    availability: AvailabilityRule
    home_freshness: FreshnessRule
    check: dict[str, CheckRule]
    deadline: DeadlineRule

    def confirmations(self, check: str) -> int:
        """Further sightings that `check` needs before a problem is confirmed."""
        needed = {
            "availability": self.availability.confirmations,
            "home_freshness": self.home_freshness.confirmations,
        }
        return needed.get(check, 0)


def load(file: Path) -> RuleSet:
    """Read one rule set. Raises `RuleError` naming every wrong key."""
    try:
        return RuleSet.model_validate(tomllib.loads(file.read_text("utf-8")))
    except ValidationError as wrong:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        raise RuleError(f"{file.name}: {faults}") from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise RuleError(f"{file.name}: {wrong}") from wrong


@lru_cache(maxsize=1)
def rule_set() -> RuleSet:
    """The rule set in force."""
    return load(NATIONAL)
