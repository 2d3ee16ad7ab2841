"""The import of messages as long work: one transaction that also ends its job, so that a kill or a closed
tab leaves nothing half done and nothing is done twice."""

from sqlmodel import Session

from core.access import Actor, Role, require
from core.common import stored_files
from core.common.errors import IntakeRefused
from core.intake.reading import planned
from core.intake.rules import KINDS as OF_MESSAGES
from core.intake.rules import Kind
from core.intake.taking import take_back, take_in
from core.jobs import Kind as JobKind
from core.jobs import Outcome, Sentence, Undo, Work, start

IMPORT, UNDO = "messages.import", "messages.take_back"


def ask_to_take_in(kind: Kind, data: bytes, name: str, *, actor: Actor, once: str = "") -> int:
    """Ask for the good rows of a file to be entered; returns the job's id. Staff and above."""
    require(actor, Role.STAFF)
    parameters = {"kind": kind, "digest": stored_files.keep_bytes(data), "name": name}
    title = Sentence("messages.job", {"name": name})
    return start(IMPORT, parameters, actor=actor, title=title, once=once)


def _import(work: Work) -> Outcome:
    given = work.parameters
    data = stored_files.read(given["digest"])
    if data is None:
        raise IntakeRefused("file_gone")
    kind = next(one for one in OF_MESSAGES if one == given["kind"])
    rows = planned(kind, data, given["name"])

    def done(session: Session, taken: list[int]) -> None:
        undo = Undo(UNDO, {"kind": kind, "ids": taken}) if taken else None
        work.finish(session, Outcome(Sentence("messages.taken", {"count": len(taken)}), undo))

    take_in(kind, rows, actor=work.actor, progress=work.progress, done=done)
    return Outcome()


def _take_back(work: Work) -> Outcome:
    given = work.parameters
    kind = next(one for one in OF_MESSAGES if one == given["kind"])

    def done(session: Session, count: int) -> None:
        work.finish(session, Outcome(Sentence("messages.taken_back", {"count": count})))

    take_back(kind, given["ids"], actor=work.actor, done=done)
    return Outcome()


KINDS = (JobKind(IMPORT, _import, Role.STAFF), JobKind(UNDO, _take_back, Role.STAFF))
