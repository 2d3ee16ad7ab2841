"""After closing: which channels are to be looked at again, and what a look does to their cases.

A closed channel is looked at every week for ever, since a name that lapsed may be bought by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import and_, select
from sqlmodel import Session, col

from core.access.actor import CHECKER
from core.common import clock
from core.common.outcome import Outcome, Report, Target
from core.lifecycle import moves
from core.lifecycle.effects import reached
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.steps import next_step
from core.lifecycle.writes import set_case, steps_of
from core.monitoring.due import waited_since
from core.monitoring.lease import insist
from core.monitoring.outgoing_links import host_of, pointing_to
from core.monitoring.record import AVAILABILITY, Batch
from core.monitoring.record import record as record_batch
from core.registry.kinds import keys_of
from core.rules import RuleSet
from db.engine import reading, writing
from db.models import (
    Case,
    CaseKind,
    CaseState,
    Channel,
    ChannelEvent,
    CurrentState,
    RegisteredState,
    StepOwner,
    StepState,
)

NAME = "after_closing"
GONE = (RegisteredState.CLOSED, RegisteredState.MERGED, RegisteredState.CANCELLED)
LINKS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ClosedTarget(Target):
    """A channel that has left. `left_on`: ISO day. `successor_url`: where it should lead, empty for none;
    `successor_down`: availability checks have confirmed that the successor is down. `hosts`: its own.
    `links`: (site, address) of registered pages that still point at it."""

    website: bool = True
    left_on: str = ""
    successor: str = ""
    successor_url: str = ""
    successor_hosts: tuple[str, ...] = ()
    successor_down: bool = False
    hosts: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def due(
    *, every: timedelta | None = None, only: Sequence[int] | None = None, most: int = 500
) -> list[ClosedTarget]:
    """Channels that have left and were never looked at, or last `every` (the rule's days) or longer ago;
    the longest waiting first, `most` at once. `only`: the given ones, whenever they were looked at."""
    late = clock.now() - (every or timedelta(days=lifecycle_rules().verification.every_days))
    query = select(Channel).where(col(Channel.registered).in_(GONE))
    if only is not None:
        query = query.where(col(Channel.id).in_(list(only)))
    else:
        query = (
            query.outerjoin(
                CurrentState,
                and_(col(CurrentState.channel_id) == col(Channel.id), col(CurrentState.check) == NAME),
            )
            .where(waited_since(late))
            .order_by(col(CurrentState.at).is_not(None), col(CurrentState.at), col(Channel.id))
            .limit(most)
        )
    with reading() as session:
        return [_target(session, channel) for channel in session.execute(query).scalars()]


def record(batch: Batch, rules: RuleSet) -> None:
    """Write one batch of reports as any other check's, then let the cases follow. Raises `LeaseLost`.

    The cases follow what now stands in the database, so a checker killed in between loses nothing: the
    next look settles them."""
    record_batch(batch, rules)
    with writing() as session:
        insist(session, batch.token)
        for report in batch.reports:
            if report.check == NAME:
                settle(session, report)


def settle(session: Session, report: Report) -> None:
    """Let the channel's last case follow one report, in the transaction under way: verified when the
    channel is gone, reopened when it is not. What could not be decided changes nothing."""
    case = _last_case(session, report.channel_id)
    if case is None:
        return
    if report.outcome is Outcome.OK and case.state is CaseState.SWITCHED_OFF:
        _verified(session, case, report)
    elif report.outcome is Outcome.PROBLEM and case.state is CaseState.VERIFIED:
        channel = session.get(Channel, report.channel_id)
        if channel is not None and channel.registered in GONE:
            moves.reopen(session, case, evidence=_evidence(report), actor=CHECKER)


def _verified(session: Session, case: Case, report: Report) -> None:
    """Settle the checker's step once every required step before it is settled."""
    steps = steps_of(session, case.id)
    step = next_step(steps)
    if step is None or step.who is not StepOwner.CHECKER:
        return
    step.state, step.done_on, step.actor = StepState.DONE, clock.day_of(report.at), CHECKER.name
    step.note = str(report.evidence.get("found", ""))
    session.add(step)
    ended = step.done_on if next_step(steps) is None else None
    set_case(
        session, case, CHECKER, "verify", {"state": step.step, "ended_on": ended},
        changes={"evidence.found": (None, step.note)},
    )  # fmt: skip
    reached(session, case, case.state, day=clock.day_of(report.at), actor=CHECKER)


def _last_case(session: Session, channel_id: int) -> Case | None:
    case = session.execute(
        select(Case)
        .where(
            col(Case.channel_id) == channel_id,
            col(Case.kind) != CaseKind.SUSPEND,
            col(Case.state) != CaseState.WITHDRAWN,
        )
        .order_by(col(Case.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    if case is not None:
        session.expunge(case)
    return case


def _evidence(report: Report) -> dict[str, Any]:
    details = {key: report.evidence.get(key) for key in ("found", "address", "final_address", "status")}
    return {key: value for key, value in details.items() if value not in (None, "")}


def _target(session: Session, channel: Channel) -> ClosedTarget:
    hosts = _hosts(channel)
    successor = session.get(Channel, channel.successor_id) if channel.successor_id else None
    within = lifecycle_rules().verification.links_within_days
    pointing = [
        one
        for one in pointing_to(session, hosts, within_days=within)
        if one.address.startswith(_whole(channel.url))
    ][:LINKS_SHOWN]
    day = session.execute(
        select(col(ChannelEvent.day))
        .where(col(ChannelEvent.channel_id) == channel.id, col(ChannelEvent.delta) < 0)
        .order_by(col(ChannelEvent.day).desc())
        .limit(1)
    ).scalar_one_or_none()
    return ClosedTarget(
        channel_id=channel.id,
        name=channel.name,
        url=channel.url,
        site_code=channel.site_code,
        website=channel.kind in keys_of("website"),
        left_on=day.isoformat() if day else "",
        successor=successor.name if successor else "",
        successor_url=successor.url if successor else "",
        successor_hosts=_hosts(successor) if successor else (),
        successor_down=successor is not None and _down(session, successor.id),
        hosts=hosts,
        links=tuple((one.name, one.address) for one in pointing),
    )


def _hosts(channel: Channel) -> tuple[str, ...]:
    named = [host_of(channel.url), *(host_of(f"http://{domain}") for domain in channel.domains.split())]
    return tuple(dict.fromkeys(host for host in named if host))


def _whole(url: str) -> str:
    """The start that an address must have to lead to this channel: of a page inside another site its
    whole address, of a site of its own anything."""
    return url if urlsplit(url).path.strip("/") else ""


def _down(session: Session, channel_id: int) -> bool:
    state = session.get(CurrentState, (channel_id, AVAILABILITY))
    return state is not None and state.outcome == Outcome.PROBLEM
