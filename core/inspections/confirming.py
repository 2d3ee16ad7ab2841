"""Taking over at once what the machine found broken, and taking that back."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.access import Actor, Role, record
from core.common.errors import Refused
from core.inspections.lines import lines_of, rules_for
from core.inspections.making import checklists, held
from core.inspections.marking import Seen, issue_taken_back, mark
from core.issues import store
from core.issues.store import need
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
            (row.id or 0, line.indicator)
            for row, channel, marks in checklists(session, inspection_id)
            for line in lines_of(channel, rules_for(channel), row.machine, marks)
            if line.machine is Found.FAILED and not line.mark
        )


def confirm(inspection_id: int, *, actor: Actor) -> Confirmed:
    """Judge every unconfirmed line as failed: each becomes an issue, or joins the one there is. One short
    transaction a line, so that a line that somebody judged meanwhile stops no other. Staff and above."""
    need(actor, Role.STAFF)
    wanted = unconfirmed(inspection_id)
    refused: list[str] = []
    for place, (row_id, indicator) in enumerate(wanted, start=1):
        refused += mark(row_id, [Seen(indicator)], JudgedAs.FAILED, actor=actor).refused.values()
        store.tell(place, len(wanted))
    return Confirmed(_marked(wanted, actor), tuple(refused))


def take_back(confirmed: Confirmed, *, actor: Actor) -> Confirmed:
    """Remove the marks that `confirm` made and nobody changed since; an issue opened by one is set aside.
    Refused for a line whose issue is under way. Staff and above."""
    need(actor, Role.STAFF)
    done: list[tuple[int, str, int]] = []
    refused: list[str] = []
    for line in confirmed.lines:
        try:
            with writing() as session:
                _remove(session, *line, actor)
            done.append(line)
        except Refused as why:
            refused.append(str(why))
        store.tell(len(done) + len(refused), len(confirmed.lines))
    return Confirmed(tuple(done), tuple(refused))


def _marked(wanted: tuple[tuple[int, str], ...], actor: Actor) -> tuple[tuple[int, str, int], ...]:
    with reading() as session:
        rows = session.execute(
            select(
                col(InspectionMark.inspection_channel_id), col(InspectionMark.indicator),
                col(InspectionMark.version),
            ).where(
                col(InspectionMark.inspection_channel_id).in_({row_id for row_id, _ in wanted}),
                col(InspectionMark.judged_as) == JudgedAs.FAILED,
                col(InspectionMark.marked_by) == actor.name,
            )
        ).all()  # fmt: skip
    there = {(row_id, indicator): version for row_id, indicator, version in rows}
    return tuple((*line, there[line]) for line in wanted if line in there)


def _remove(session: Session, row_id: int, indicator: str, version: int, actor: Actor) -> None:
    row = session.get_one(InspectionChannel, row_id)
    inspection = held(session, row.inspection_id)
    this = (
        col(InspectionMark.inspection_channel_id) == row_id,
        col(InspectionMark.indicator) == indicator,
        col(InspectionMark.version) == version,
    )
    issue_id = session.execute(select(col(InspectionMark.issue_id)).where(*this)).scalar_one_or_none()
    if not changed(session, delete(InspectionMark).where(*this)):
        raise Refused("inspection_mark_changed", indicator=indicator)
    if issue_id is not None:
        issue_taken_back(session, issue_id, inspection.id or 0, actor)
    record(
        session, actor=actor, action="unmark", noun="inspection_channel", noun_id=row_id,
        changes={indicator: (JudgedAs.FAILED.value, None)},
    )  # fmt: skip
