"""Taking over at once what the machine found broken, and taking that back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core import jobs
from core.access import Actor, Role, record, require
from core.common.errors import DomainError
from core.inspections.lines import lines_of, rules_for
from core.inspections.making import checklists, locked
from core.inspections.marking import Seen, issue_taken_back, mark_one
from core.jobs.work import items_of
from core.rules.results import Found
from db.engine import changed, reading, writing
from db.models import InspectionChannel, InspectionMark, JudgedAs


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`lines`: (row, indicator, version of its mark) that were taken over; `refused`: a sentence for each
    that could not be."""

    lines: tuple[tuple[int, str, int], ...] = ()
    refused: tuple[str, ...] = ()


def unconfirmed(inspection_id: int) -> tuple[tuple[int, str], ...]:
    """(row, indicator) of every line that the machine found broken and no inspector has judged."""
    with reading() as session:
        return tuple(
            (row.id, line.indicator)
            for row, channel, marks in checklists(session, inspection_id)
            for line in lines_of(channel, rules_for(channel), row.machine, marks)
            if line.machine is Found.FAILED and not line.mark
        )


def confirm(inspection_id: int, *, actor: Actor) -> Confirmed:
    """Judge every unconfirmed line as failed: each becomes an issue, or joins the one there is. One short
    transaction a line, so that a line that somebody judged meanwhile stops no other. Inspectors and above."""
    require(actor, Role.INSPECTOR)

    def step(item: str) -> None:
        row_id, indicator = _read(item)
        mark_one(row_id, Seen(indicator), JudgedAs.FAILED, actor=actor)

    def kept(session: Session, item: str) -> dict[str, Any]:
        return {"version": _version(session, item)}

    done, refused = jobs.each([_name(*line) for line in unconfirmed(inspection_id)], step, kept)
    with reading() as session:
        versions = {item: _version(session, item) for item in done}
    lines = tuple((*_read(item), version) for item, version in versions.items())
    return Confirmed(lines, tuple(str(why) for why in refused.values()))


def take_back(confirmed: Confirmed, *, actor: Actor) -> Confirmed:
    """Remove the marks that `confirm` made and nobody changed since; an issue opened by one is set aside.
    Refused for a line whose issue is under way. Inspectors and above."""
    require(actor, Role.INSPECTOR)
    versions = {_name(row_id, indicator): version for row_id, indicator, version in confirmed.lines}

    def step(item: str) -> None:
        with writing() as session:
            _remove(session, *_read(item), versions[item], actor)

    done, refused = jobs.each(list(versions), step)
    lines = tuple((*_read(item), versions[item]) for item in done)
    return Confirmed(lines, tuple(str(why) for why in refused.values()))


def ask_to_confirm(inspection_id: int, *, actor: Actor, once: str = "") -> int:
    """Ask for `confirm` as a job and return its id. Inspectors and above."""
    require(actor, Role.INSPECTOR)
    title = jobs.Sentence("inspection.confirm.title")
    return jobs.start(CONFIRM, {"inspection": inspection_id}, actor=actor, title=title, once=once)


def _confirm(work: jobs.Work) -> jobs.Outcome:
    work.can_be_undone(jobs.Undo(TAKE_BACK, {**work.parameters, "job": work.id}))
    confirm(work.parameters["inspection"], actor=work.actor)
    return jobs.Outcome()


def _take_back(work: jobs.Work) -> jobs.Outcome:
    done = items_of(work.parameters["job"])
    lines = tuple((*_read(item), kept["version"]) for item, kept in done.items())
    take_back(Confirmed(lines), actor=work.actor)
    return jobs.Outcome()


CONFIRM, TAKE_BACK = "inspections.confirm", "inspections.take_back"
KINDS = (jobs.Kind(CONFIRM, _confirm, Role.INSPECTOR), jobs.Kind(TAKE_BACK, _take_back, Role.INSPECTOR))


def _name(row_id: int, indicator: str) -> str:
    """A line as the name of an item of a job."""
    return f"{row_id}:{indicator}"


def _read(item: str) -> tuple[int, str]:
    row_id, _, indicator = item.partition(":")
    return int(row_id), indicator


def _version(session: Session, item: str) -> int:
    row_id, indicator = _read(item)
    version: int = session.execute(
        select(col(InspectionMark.version)).where(
            col(InspectionMark.inspection_channel_id) == row_id, col(InspectionMark.indicator) == indicator
        )
    ).scalar_one()
    return version


def _remove(session: Session, row_id: int, indicator: str, version: int, actor: Actor) -> None:
    row = session.get_one(InspectionChannel, row_id)
    inspection = locked(session, row.inspection_id)
    this = (
        col(InspectionMark.inspection_channel_id) == row_id,
        col(InspectionMark.indicator) == indicator,
        col(InspectionMark.version) == version,
    )
    issue_id = session.execute(select(col(InspectionMark.issue_id)).where(*this)).scalar_one_or_none()
    if not changed(session, delete(InspectionMark).where(*this)):
        raise DomainError("inspection_mark_changed", indicator=indicator)
    if issue_id is not None:
        issue_taken_back(session, issue_id, inspection.id, actor)
    record(
        session, actor=actor, action="unmark", noun="inspection_channel", noun_id=row_id,
        changes={indicator: (JudgedAs.FAILED.value, None)},
    )  # fmt: skip
