"""The weights of the measures: those that come with the product, and an office's own in versions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import AssessmentRefused
from core.common.notes import reason_of
from db.engine import reading, writing
from db.models import AssessmentWeights, UnitLevel

FILE = Path(__file__).with_name("scheme.toml")
NOUN = "assessment-weights"
HEAVIEST = 100


class Scheme(BaseModel):
    """The file: who is scored, until when, and the weights that come with the product."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    levels: tuple[UnitLevel, ...]
    verdict_days: int = Field(ge=0)
    appeal_working_days: int = Field(ge=1)
    most_adjustment: int = Field(ge=1)
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """One version; 0 came with the product and has nobody who made it."""

    version: int
    weights: Mapping[str, float]
    made_by: str = ""
    reason: str = ""


@lru_cache(maxsize=1)
def scheme() -> Scheme:
    """What the file says. Raises `pydantic.ValidationError` naming every wrong key."""
    return Scheme.model_validate(tomllib.loads(FILE.read_text("utf-8")))


def in_force(session: Session) -> Weights:
    """The newest version."""
    newest = select(func.max(col(AssessmentWeights.version)))
    return of_version(session, session.execute(newest).scalar_one() or 0)


def of_version(session: Session, version: int) -> Weights:
    """One version; those of the product for 0 and for one that is not there. A measure that came with a
    later release than a version weighs nothing in it."""
    row = session.get(AssessmentWeights, version)
    if row is None:
        return Weights(0, scheme().weights)
    known = {key: float(row.weights.get(key, 0)) for key in scheme().weights}
    return Weights(version, known, row.made_by, row.reason)


def weights() -> Weights:
    """The version in force."""
    with reading() as session:
        return in_force(session)


def change_weights(before: int, given: Mapping[str, float], reason: str, *, actor: Actor) -> int:
    """Make a new version of the weights and return its number; rounds that were counted keep theirs.
    Supervisors, who found the version `before` in force.

    Raises `AssessmentRefused` for weights that are none or all nothing, and when somebody was first."""
    require(actor, Role.SUPERVISOR)
    why = reason_of(reason)
    found = {key: float(given.get(key, 0)) for key in scheme().weights}
    if not all(isfinite(one) and 0 <= one <= HEAVIEST for one in found.values()) or not any(found.values()):
        raise AssessmentRefused("weights", most=HEAVIEST)
    try:
        with writing() as session:
            old = in_force(session)
            if old.version != before:
                raise AssessmentRefused("changed")
            number = before + 1
            session.add(
                AssessmentWeights(
                    version=number, weights=found, made_by=actor.name, made_at=clock.now(), reason=why
                )
            )
            changes = {key: (old.weights[key], one) for key, one in found.items() if old.weights[key] != one}
            record(
                session, actor=actor, action="edit", noun=NOUN, noun_id=number, changes=changes, reason=why
            )
            return number
    except IntegrityError as twice:
        raise AssessmentRefused("changed") from twice
