"""Drawing up an inspection as long work: every channel it looks at is judged first. One transaction writes
it and ends the job, so that nothing is drawn twice."""

from datetime import date
from typing import Any

from sqlmodel import Session

from core.access import Actor
from core.inspections import making
from core.inspections.drawing import Scope
from core.jobs import Kind, Outcome, Sentence, Work, start

START = "inspections.start"


def ask_to_start(name: str, scope: Scope, *, actor: Actor, day: date | None = None, once: str = "") -> int:
    """Ask for `making.start` as a job and return its id. Raises at once what `making.start` would refuse."""
    making.asked(name, scope, actor=actor, day=day)
    given = {"name": name, "scope": scope.document(), "day": day.isoformat() if day else None}
    title = Sentence("inspection.start.job", {"name": name})
    return start(START, given, actor=actor, title=title, once=once)


def _start(work: Work) -> Outcome:
    given = work.parameters

    def done(session: Session, _inspection: int) -> None:
        work.finish(session, Outcome(Sentence("inspection.start.done", {"name": given["name"]})))

    day = date.fromisoformat(given["day"]) if given["day"] else None
    making.start(given["name"], _scope(given["scope"]), actor=work.actor, day=day, done=done)
    return Outcome()


def _scope(kept: dict[str, Any]) -> Scope:
    """The scope of plain data, in which tuples are lists."""
    return Scope(
        tuple(kept["kinds"]), tuple(kept["levels"]), tuple(kept["categories"]), tuple(kept["units"]),
        kept["share"], kept["seed"],
    )  # fmt: skip


KINDS = (Kind(START, _start),)
