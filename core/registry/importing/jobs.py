"""An import of the registry, and taking one back, as long work: each is one transaction that also ends its
job, so that a kill leaves nothing half done and nothing is done twice."""

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import stored_files
from core.common.errors import RegistryRefused
from core.jobs import Kind, Outcome, Sentence, Undo, Work, start
from core.registry.importing.apply import apply
from core.registry.importing.learned import learned
from core.registry.importing.plan import Options, Plan
from core.registry.importing.reading import RegistryFile, read_file
from core.registry.importing.undo import undo
from db.engine import with_each_transaction
from db.models import ImportBatch

IMPORT, TAKE_BACK = "registry.import", "registry.take_back"


def ask_to_import(
    file: RegistryFile, data: bytes, plan: Plan, options: Options, *, actor: Actor, once: str = ""
) -> int:
    """Ask for the import that `plan` shows; returns the job's id. Supervisors. `data` is `file` unread."""
    require(actor, Role.SUPERVISOR)
    counts = {"added": plan.count("add"), "changed": plan.count("change"), "unchanged": plan.count("same")}
    parameters = {
        "digest": stored_files.keep_bytes(data), "name": file.name, "options": options.document(),
        "seen": plan.fingerprint(), "counts": {**counts, "left_out": plan.count("wrong")},
    }  # fmt: skip
    title = Sentence("importing.job.import", {"name": file.name})
    return start(IMPORT, parameters, actor=actor, title=title, once=once)


def ask_to_take_back(batch: int, *, actor: Actor, once: str = "") -> int:
    """Ask for an import to be taken back; returns the job's id. Supervisors."""
    require(actor, Role.SUPERVISOR)
    title = Sentence("importing.history.undo", {"number": batch})
    return start(TAKE_BACK, {"batch": batch}, actor=actor, title=title, once=once)


def _import(work: Work) -> Outcome:
    given = work.parameters
    data = stored_files.read(given["digest"])
    if data is None:
        raise RegistryRefused("importing.refused.file_gone")
    file = read_file(data, given["name"], learned())

    def finish(session: Session) -> None:
        batch = session.execute(
            select(col(ImportBatch.id))
            .where(col(ImportBatch.digest) == file.digest)
            .order_by(col(ImportBatch.id).desc())
            .limit(1)
        ).scalar_one()
        said = Sentence("importing.apply.done", {"number": batch, **given["counts"]})
        work.finish(session, Outcome(said, Undo(TAKE_BACK, {"batch": batch})))

    with with_each_transaction(finish):
        apply(
            file, Options.of(given["options"]), seen=given["seen"], actor=work.actor, progress=work.progress
        )
    return Outcome()


def _take_back(work: Work) -> Outcome:
    batch = work.parameters["batch"]

    def finish(session: Session) -> None:
        taken_back = session.get_one(ImportBatch, batch)
        count = taken_back.added + taken_back.changed
        said = Sentence("importing.history.undone_done", {"number": batch, "count": count})
        work.finish(session, Outcome(said))

    with with_each_transaction(finish):
        undo(batch, actor=work.actor)
    return Outcome()


KINDS = (Kind(IMPORT, _import, Role.SUPERVISOR), Kind(TAKE_BACK, _take_back, Role.SUPERVISOR))
