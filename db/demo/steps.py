"""The steps of the story's cases under the names the rules give them, and the day on which each is taken."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.models import CaseState, StepOwner

UNIT, SUPERVISOR, CHECKER = StepOwner.UNIT, StepOwner.SUPERVISOR, StepOwner.CHECKER
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Way:
    """One step: `after` days since the case was opened."""

    key: str
    reaches: CaseState
    after: int
    who: StepOwner = UNIT
    evidence: bool = False

    def day(self, opened_on: date) -> date:
        return opened_on + timedelta(days=self.after)

    def due(self, opened_on: date) -> date:
        return self.day(opened_on) + GRACE


SITE = (
    Way("consent", CaseState.REQUESTED, 0, evidence=True),
    Way("archive", CaseState.REQUESTED, 6),
    Way("request", CaseState.REQUESTED, 8, evidence=True),
    Way("approval", CaseState.APPROVED, 12, SUPERVISOR, evidence=True),
    Way("filed", CaseState.APPROVED, 14, SUPERVISOR),
    Way("notice", CaseState.ANNOUNCED, 20, evidence=True),
    Way("switched_off", CaseState.SWITCHED_OFF, 52),
    Way("filings", CaseState.SWITCHED_OFF, 55, evidence=True),
    Way("verified", CaseState.VERIFIED, 57, CHECKER),
)
ACCOUNT = (
    Way("consent", CaseState.REQUESTED, 0),
    Way("request", CaseState.REQUESTED, 1, evidence=True),
    Way("approval", CaseState.APPROVED, 4, SUPERVISOR),
    Way("notice", CaseState.ANNOUNCED, 8, evidence=True),
    Way("switched_off", CaseState.SWITCHED_OFF, 18, evidence=True),
    Way("verified", CaseState.VERIFIED, 21, CHECKER),
)


def day_of(ways: tuple[Way, ...], state: CaseState, opened_on: date) -> date:
    """The day on which a case of these steps reaches `state`."""
    return next(way.day(opened_on) for way in ways if way.reaches is state)
