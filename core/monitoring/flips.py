"""Many channels failing at once are more likely our fault: their suspicions wait for a person."""

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common.outcome import Outcome
from core.monitoring.due import watched_ids
from db.engine import changed, reading, writing
from db.models import CurrentState

CHECK = "availability"


def hold_if_many(*, share: float, least: int) -> bool:
    """Hold every suspicion when at least `least` channels, and at least `share` of all, are suspected.

    Returns whether they are on hold now."""
    suspects = _suspects()
    if suspects < least or suspects < share * len(watched_ids()):
        return False
    with writing() as session:
        _set_on_hold(session, True)
    return True


def on_hold_count() -> int:
    """How many suspicions wait for a person."""
    with reading() as session:
        return int(
            session.execute(
                select(func.count()).where(col(CurrentState.on_hold), col(CurrentState.check) == CHECK)
            ).scalar_one()
        )


def let_go(*, actor: Actor) -> int:
    """A person says the failures are real: their word counts as one sighting more. Returns how many."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        freed = _set_on_hold(session, False)
        record(
            session, actor=actor, action="let-go", noun="checker", noun_id=0, changes={"on_hold": (freed, 0)}
        )
    return freed


def _suspects() -> int:
    with reading() as session:
        return int(
            session.execute(
                select(func.count()).where(
                    col(CurrentState.check) == CHECK,
                    col(CurrentState.outcome) == Outcome.SUSPECT,
                    col(CurrentState.suspected_at).is_not(None),
                    col(CurrentState.times_suspected) == 1,
                )
            ).scalar_one()
        )


def _set_on_hold(session: Session, on_hold: bool) -> int:
    suspects = update(CurrentState).where(
        col(CurrentState.check) == CHECK,
        col(CurrentState.outcome) == Outcome.SUSPECT,
        col(CurrentState.suspected_at).is_not(None),
        col(CurrentState.on_hold).is_not(on_hold),
    )
    sighted = col(CurrentState.times_suspected) + (0 if on_hold else 1)
    return changed(session, suspects.values(on_hold=on_hold, times_suspected=sighted))
