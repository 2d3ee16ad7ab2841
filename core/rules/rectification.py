"""How issues are rectified: `core/rules/rectification.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from db.models import Severity

FILE = Path(__file__).parents[1] / "rules" / "rectification.toml"
Count = Annotated[int, Field(ge=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExtensionRule(_Part):
    """How far beyond today an extension may reach, in working days, and how many an issue may have."""

    most_working_days: Count
    most_times: Count


class EvidenceRule(_Part):
    """`kinds` are keys of the media that evidence files are recognised by."""

    most_mb: Count
    most_megapixels: Count
    most_files: Count
    kinds: tuple[str, ...]


class AgainRule(_Part):
    """After how many days a verified automatic issue is looked at once more."""

    after_days: Count


class SignsRule(_Part):
    """What counts as a sign that a fix is none."""

    returned_within_days: Count
    returned_times: Count


class InspectionRule(_Part):
    """`severities`: of an issue that a failed indicator becomes, by the indicator's group."""

    least_share: Annotated[float, Field(gt=0, le=1)]
    severities: dict[str, Severity]


class RectificationRules(_Part):
    """The whole file; `recalled` names its tables that are editable defaults, not law."""

    name: str
    version: str
    source: str
    recalled: tuple[str, ...]
    extension: ExtensionRule
    evidence: EvidenceRule
    again: AgainRule
    signs: SignsRule
    inspection: InspectionRule


@lru_cache(maxsize=1)
def rectification_rules() -> RectificationRules:
    """The rules in force. Raises `pydantic.ValidationError` naming every wrong key."""
    return RectificationRules.model_validate(tomllib.loads(FILE.read_text("utf-8")))
