"""An import of any kind, and taking one back, as long work: each is one transaction that also ends its job,
so that a kill leaves nothing half done and nothing is done twice."""

from datetime import date

from sqlmodel import Session

from core.access import Actor, Role, require
from core.common import stored_files
from core.common.errors import RegistryRefused
from core.imports.apply import apply
from core.imports.kinds import kind_of
from core.imports.plan import Plan
from core.imports.reading import OfficeFile, Said, read_office_file
from core.imports.undo import undo
from core.jobs import Kind, Outcome, Sentence, Undo, Work, start
from core.registry.importing.learned import learned
from db.engine import with_each_transaction
from db.models import ImportBatch

IMPORT, TAKE_BACK = "imports.import", "imports.take_back"


def ask_to_import(
    file: OfficeFile, data: bytes, plan: Plan, *, skip_wrong: bool, actor: Actor, once: str = ""
) -> int:
    """Ask for the import that `plan` shows; returns the job's id. `data` are the bytes of `file`.
    Supervisors."""
    require(actor, Role.SUPERVISOR)
    parameters = {
        "kind": file.kind.key, "digest": stored_files.keep_bytes(data), "name": file.name,
        "seen": plan.fingerprint(), "skip_wrong": skip_wrong, "again": file.said.again,
        "day": file.said.day.isoformat() if file.said.day else "",
    }  # fmt: skip
    title = Sentence("imports.job.import", {"kind": Sentence(named(file.kind.key)), "name": file.name})
    return start(IMPORT, parameters, actor=actor, title=title, once=once)


def ask_to_take_back(batch: int, *, actor: Actor, once: str = "") -> int:
    """Ask for an import to be taken back; returns the job's id. Supervisors."""
    require(actor, Role.SUPERVISOR)
    title = Sentence("importing.history.undo", {"number": batch})
    return start(TAKE_BACK, {"batch": batch}, actor=actor, title=title, once=once)


def named(kind: str) -> str:
    """Where a kind's name stands in the catalogues."""
    chapter = kind_of(kind).chapter
    return f"records.chapter.{chapter}" if chapter else f"imports.kind.{kind}"


def _import(work: Work) -> Outcome:
    given = work.parameters
    data = stored_files.read(given["digest"])
    if data is None:
        raise RegistryRefused("importing.refused.file_gone")
    day = given.get("day")
    said = Said(date.fromisoformat(day) if day else None, given.get("again", False))
    file = read_office_file(kind_of(given["kind"]), data, given["name"], learned(), said)

    def done(session: Session, batch: int, plan: Plan) -> None:
        counts = {"added": plan.count("add"), "changed": plan.count("change")}
        counts |= {"unchanged": plan.count("same"), "left_out": plan.count("wrong")}
        said = Sentence("imports.done", {"number": batch, **counts})
        work.finish(session, Outcome(said, Undo(TAKE_BACK, {"batch": batch})))

    apply(
        file, seen=given["seen"], skip_wrong=given["skip_wrong"], actor=work.actor, progress=work.progress,
        done=done,
    )  # fmt: skip
    return Outcome()


def _take_back(work: Work) -> Outcome:
    batch = work.parameters["batch"]

    def finish(session: Session) -> None:
        taken_back = session.get_one(ImportBatch, batch)
        count = taken_back.added + taken_back.changed
        work.finish(session, Outcome(Sentence("imports.undone", {"number": batch, "count": count})))

    with with_each_transaction(finish):
        undo(batch, actor=work.actor)
    return Outcome()


KINDS = (Kind(IMPORT, _import, Role.SUPERVISOR), Kind(TAKE_BACK, _take_back, Role.SUPERVISOR))
