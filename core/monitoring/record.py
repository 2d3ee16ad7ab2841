"""How reports become facts: raw rows, current state, rollups, findings and their issues.

One batch is one short transaction under the checker's lease, so a kill loses at most what was not yet
written, and what two checkers both worked on is written once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from core.common.outcome import Outcome, Report
from core.monitoring import (
    facts,
    findings,
    maintenance,
    requests,
    screenshots,
    sightings,
    stability,
    vantage_days,
)
from core.monitoring.lease import LeaseToken, insist
from core.monitoring.outgoing_links import Outgoing, note_links
from core.monitoring.transition import Known, Turn, after
from core.registry.site_columns import Seen, suggest
from core.rules import RuleSet
from db import raw
from db.engine import writing
from db.models import Channel, CheckResult, CurrentState, ObservedState, Probe, Run
from db.rollup import Visit, promote, suspected_probes

AVAILABILITY, ACCOUNTS = "availability", "account_freshness"
# Neither confirms nor clears.
UNDECIDED = (Outcome.BLOCKED, Outcome.SUSPECT)


@dataclass(frozen=True, slots=True)
class Batch:
    """Reports of one run. `confirming`: visits made to settle a suspicion, left out of the shares."""

    run_id: int
    token: LeaseToken
    reports: Sequence[Report]
    confirming: bool = False
    confirm_after: timedelta | None = None


def record(batch: Batch, rules: RuleSet) -> None:
    """Write one batch. Raises `LeaseLost`, and then nothing of it is written."""
    screenshots.store(batch.reports)
    with writing() as session:
        insist(session, batch.token)
        fresh = _unwritten(session, batch)
        windows = maintenance.windows(session)
        for report in fresh:
            if maintenance.covers(windows, report.channel_id, report.at):
                _set_aside(session, batch, report)
            else:
                _record_one(session, batch, report, rules)
        raw.write(session)
        _count(session, batch.run_id, fresh)


def _record_one(session: Session, batch: Batch, report: Report, rules: RuleSet) -> None:
    row = session.get(CurrentState, (report.channel_id, report.check))
    known = _known(row)
    confirm_after = batch.confirm_after if report.check == AVAILABILITY else None
    on_hold = row is not None and row.on_hold
    needed = rules.confirmations(report.check)
    lasts = rules.suspicion_lasts(report.check)
    ready = sightings.confirmed(session, report, confirmations=needed, lasts=lasts)
    confirmations: int | None = needed
    if report.problems:
        # The keys were counted one by one: the check as a whole is wrong as soon as one of them is.
        confirmations = 0 if ready else None
    now_known, turn = after(
        known,
        report,
        confirmations=None if on_hold else confirmations,
        confirm_after=confirm_after,
        # What waits for a person waits as long as the person takes.
        expires_after=None if on_hold else lasts,
        standing=findings.outlast(session, report) if known.outcome is Outcome.PROBLEM else None,
    )
    outcome = now_known.outcome or report.outcome
    _write_raw(session, batch, report, outcome)
    if turn is Turn.CONFIRMED and known.suspected_at and report.check == AVAILABILITY:
        _promote_suspicion(session, report.channel_id, known)
    _write_state(session, row, report, now_known)
    vantage_days.note(session, report, counts=not batch.confirming)
    _observe(session, report, outcome)
    if not stability.folds(session, report):
        findings.follow(session, report, turn, rules, ready)
    requests.fulfil(session, report)
    screenshots.note(session, report)
    if report.outgoing is not None:
        links = [Outgoing(address, text) for address, text in report.outgoing]
        note_links(session, report.channel_id, links, at=report.at)
    if report.columns:
        suggest(session, report.channel_id, [Seen(text, address) for address, text in report.columns])


def _set_aside(session: Session, batch: Batch, report: Report) -> None:
    """Inside a maintenance window nothing is judged: the visit is kept, and says that it was set aside."""
    row = session.get(CurrentState, (report.channel_id, report.check))
    aside = replace(report, outcome=Outcome.EXEMPT, problems=(), views=(), evidence={"maintenance": True})
    _write_raw(session, replace(batch, confirming=True), aside, Outcome.EXEMPT)
    if row is None:
        _write_state(session, None, aside, Known(Outcome.EXEMPT, report.at))
    else:
        row.at = report.at
        if row.confirm_at is not None and batch.confirm_after is not None:
            row.confirm_at = report.at + batch.confirm_after
    requests.fulfil(session, aside)


def _unwritten(session: Session, batch: Batch) -> list[Report]:
    """Reports of this run that are not in the database yet: a repeated write stays one row."""
    probed = session.execute(select(col(Probe.channel_id)).where(col(Probe.run_id) == batch.run_id)).scalars()
    checked = session.execute(
        select(col(CheckResult.channel_id), col(CheckResult.check)).where(
            col(CheckResult.run_id) == batch.run_id
        )
    )
    there = {(channel_id, AVAILABILITY) for channel_id in probed} | {(c, k) for c, k in checked}
    fresh: dict[tuple[int, str], Report] = {}
    for report in batch.reports:
        key = (report.channel_id, report.check)
        if key not in there:
            fresh.setdefault(key, report)
    return list(fresh.values())


def _write_raw(session: Session, batch: Batch, report: Report, outcome: Outcome) -> None:
    # A failed visit counts as failed only once it is confirmed.
    said = outcome if report.outcome is Outcome.PROBLEM else report.outcome
    if report.check != AVAILABILITY:
        raw.hold(
            session,
            CheckResult(
                run_id=batch.run_id,
                channel_id=report.channel_id,
                check=report.check,
                at=report.at,
                outcome=said,
                failure=report.failure,
                evidence=facts.without_memory(report.check, report.evidence),
            ),
        )
        return
    # Visits made to settle a suspicion do not count in the shares.
    visit = Visit(report.channel_id, clock.day_of(report.at), said.value, report.total_ms)
    raw.hold(session, _probe(batch, report, said), None if batch.confirming else visit)


def _probe(batch: Batch, report: Report, said: Outcome) -> Probe:
    return Probe(
        run_id=batch.run_id,
        channel_id=report.channel_id,
        at=report.at,
        confirming=batch.confirming,
        outcome=said,
        failure=report.failure,
        status=report.status,
        connect_ms=report.connect_ms,
        first_byte_ms=report.first_byte_ms,
        total_ms=report.total_ms,
    )


def _promote_suspicion(session: Session, channel_id: int, known: Known) -> None:
    assert known.suspected_at is not None
    suspects = suspected_probes(session, channel_id, known.suspected_at)
    promote(session, channel_id, [clock.day_of(probe.at) for probe in suspects if not probe.confirming])
    for probe in suspects:
        probe.outcome = Outcome.PROBLEM


def _known(row: CurrentState | None) -> Known:
    if row is None:
        return Known()
    return Known(
        outcome=Outcome(row.outcome),
        since=row.since,
        suspected_at=row.suspected_at,
        times_suspected=row.times_suspected,
        confirm_at=row.confirm_at,
    )


def _write_state(session: Session, row: CurrentState | None, report: Report, known: Known) -> None:
    state = row or CurrentState(
        channel_id=report.channel_id,
        check=report.check,
        outcome=report.outcome,
        at=report.at,
        since=report.at,
    )
    state.outcome = known.outcome or report.outcome
    if report.outcome not in UNDECIDED or state.outcome == report.outcome:
        # Why it is a problem stays said while later visits are refused.
        state.failure = report.failure
        state.status = report.status
    state.total_ms = report.total_ms
    state.at = report.at
    state.since = known.since or report.at
    state.suspected_at = known.suspected_at
    state.times_suspected = known.times_suspected
    state.confirm_at = known.confirm_at
    state.on_hold = state.on_hold and known.outcome is Outcome.SUSPECT
    state.evidence = facts.carried(report.check, state.evidence or {}, _evidence(state, report))
    session.add(state)


def _evidence(state: CurrentState, report: Report) -> dict[str, Any]:
    """What the shown outcome rests on; a later visit that decided nothing is named beside it."""
    if report.outcome not in UNDECIDED or state.outcome == report.outcome:
        return dict(report.evidence)
    last = {
        "at": report.at.isoformat(),
        "outcome": report.outcome.value,
        "failure": report.failure.value if report.failure else None,
        "status": report.status,
    }
    return {**(state.evidence or {}), "undecided": last}


def _observe(session: Session, report: Report, outcome: Outcome) -> None:
    """What the registry says is seen of the channel: a website that opens or does not, an account whose posts
    could be read, whatever their days say. An account that could not be read may still be there."""
    if report.check == AVAILABILITY:
        seen = {Outcome.OK: ObservedState.ANSWERING, Outcome.PROBLEM: ObservedState.SILENT}.get(outcome)
    elif report.check == ACCOUNTS and report.outcome in (Outcome.OK, Outcome.PROBLEM):
        seen = ObservedState.ANSWERING
    else:
        seen = None
    if seen is None:
        return
    channel = session.get(Channel, report.channel_id)
    if channel is not None and channel.observed != seen:
        channel.observed = seen


def _count(session: Session, run_id: int, reports: Sequence[Report]) -> None:
    run = session.get(Run, run_id)
    if run is None:
        return
    run.done += len(reports)
    run.problems += sum(report.outcome is Outcome.PROBLEM for report in reports)
    run.blocked += sum(report.outcome is Outcome.BLOCKED for report in reports)
    run.errors += sum(report.failure == "checker" for report in reports)
