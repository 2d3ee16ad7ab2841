"""Drawing up an inspection, and refreshing one, as long work: every channel it looks at is judged first. One
transaction writes it and ends the job, so that nothing is done twice."""

from datetime import date
from typing import Any

from sqlmodel import Session

from core.access import Actor, Role, require
from core.inspections import making
from core.inspections.drawing import Scope
from core.jobs import Kind, Outcome, Sentence, Work, start
from db.engine import reading
from db.models import Inspection

START, REFRESH = "inspections.start", "inspections.refresh"


def ask_to_start(name: str, scope: Scope, *, actor: Actor, day: date | None = None, once: str = "") -> int:
    """Ask for `making.start` as a job and return its id. Raises at once what `making.start` would refuse."""
    making.asked(name, scope, actor=actor, day=day)
    given = {"name": name, "scope": scope.document(), "day": day.isoformat() if day else None}
    title = Sentence("inspection.start.job", {"name": name})
    return start(START, given, actor=actor, title=title, once=once)


def ask_to_refresh(inspection_id: int, *, actor: Actor, once: str = "") -> int:
    """Ask for `making.refresh` as a job and return its id. Inspectors and above.

    Raises `DomainError` when the inspection is closed or unknown."""
    require(actor, Role.INSPECTOR)
    with reading() as session:
        inspection = making.still_open(session.get(Inspection, inspection_id), inspection_id)
        title = Sentence("inspection.refresh.job", {"name": inspection.name})
    return start(REFRESH, {"inspection": inspection_id}, actor=actor, title=title, once=once)


def _start(work: Work) -> Outcome:
    given = work.parameters

    def done(session: Session, inspection_id: int) -> None:
        said = Sentence("inspection.start.done", {"name": given["name"], "inspection": inspection_id})
        work.finish(session, Outcome(said))

    day = date.fromisoformat(given["day"]) if given["day"] else None
    making.start(given["name"], _scope(given["scope"]), actor=work.actor, day=day, done=done)
    return Outcome()


def _refresh(work: Work) -> Outcome:
    inspection_id = work.parameters["inspection"]

    def done(session: Session) -> None:
        said = Sentence("inspection.refresh.done", {"inspection": inspection_id})
        work.finish(session, Outcome(said))

    making.refresh(inspection_id, actor=work.actor, done=done)
    return Outcome()


def _scope(kept: dict[str, Any]) -> Scope:
    """The scope of plain data, in which tuples are lists."""
    return Scope(
        tuple(kept["kinds"]), tuple(kept["levels"]), tuple(kept["categories"]), tuple(kept["units"]),
        kept["share"], kept["seed"],
    )  # fmt: skip


KINDS = (Kind(START, _start, Role.SUPERVISOR), Kind(REFRESH, _refresh, Role.INSPECTOR))
