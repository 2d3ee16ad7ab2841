"""Findings: confirmed problems that open, stay and resolve by themselves, each with its issue.

A check with several problems has a finding for each key and one issue for all of them: a unit mends a
page, not sixty links one by one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from core.common import clock
from core.common.outcome import Outcome, Problem, Report
from core.issues import automation
from core.monitoring import snapshots
from core.monitoring.transition import Turn
from core.rules import RuleSet
from db.models import UNSETTLED, Finding, FindingState, Issue

# A statement names so many at most.
KEYS_AT_ONCE = 500


def follow(
    session: Session, report: Report, turn: Turn, rules: RuleSet, confirmed: Sequence[Problem] = ()
) -> None:
    """Let the findings of this channel and check follow what `report` did, then settle waiting issues.

    `confirmed`: the keyed problems of the report that were seen often enough."""
    unresolved = {finding.key: finding for finding in _unresolved(session, report)}
    if turn in (Turn.CONFIRMED, Turn.STILL):
        problems = confirmed if report.problems else (_whole(report),)
        seen = _seen(session, unresolved, report, problems, rules)
        gone = set(unresolved) - {problem.key for problem in report.problems or problems} - report.unsure
        _clear((unresolved[key] for key in gone), report.at)
        if any(finding.state is FindingState.OPEN for finding in seen):
            automation.settle_waiting(session, report)
        else:
            _mended(session, report)
    elif turn is Turn.CLEARED:
        _clear((finding for key, finding in unresolved.items() if key not in report.unsure), report.at)
        if report.outcome is Outcome.OK:
            _mended(session, report)
    elif report.outcome is Outcome.SUSPECT and report.unsure:
        # In doubt of these keys only: what was read and is not there any more is mended.
        _clear((f for key, f in unresolved.items() if key and key not in report.unsure), report.at)
        _mended(session, report)
    elif report.problems and report.outcome is Outcome.PROBLEM:
        # Nothing is confirmed yet, but what was confirmed before and is not seen now is mended.
        gone = set(unresolved) - {problem.key for problem in report.problems} - report.unsure
        _clear((unresolved[key] for key in gone), report.at)


def outlast(session: Session, report: Report) -> bool | None:
    """Whether a finding stays unresolved after a report that sees no problem, because its key is among those
    the report is unsure of; None where the report decides nothing by key."""
    match report.outcome:
        case Outcome.OK | Outcome.EXEMPT:
            return any(finding.key in report.unsure for finding in _unresolved(session, report))
        case Outcome.SUSPECT if report.unsure:
            return any(f.key in report.unsure or not f.key for f in _unresolved(session, report))
        case _:
            return None


def _mended(session: Session, report: Report) -> None:
    """Nothing open was seen: waiting issues are verified, unless what one of their findings rests on could
    not be looked at this time."""
    if report.unsure and report.unsure & _keys_at_work(session, report):
        return
    automation.settle_waiting(session, replace(report, outcome=Outcome.OK))


def _keys_at_work(session: Session, report: Report) -> set[str]:
    """Keys of every finding, resolved or not, since the oldest issue of the check that is not settled."""
    oldest = (
        select(func.min(Finding.first_seen_at))
        .join(Issue, col(Issue.finding_id) == col(Finding.id))
        .where(
            col(Issue.channel_id) == report.channel_id,
            col(Issue.check) == report.check,
            col(Issue.state).in_(UNSETTLED),
        )
        .scalar_subquery()
    )
    return set(
        session.execute(
            select(col(Finding.key)).where(
                col(Finding.channel_id) == report.channel_id,
                col(Finding.check) == report.check,
                (col(Finding.state) != FindingState.RESOLVED) | (col(Finding.last_seen_at) >= oldest),
            )
        ).scalars()
    )


def _whole(report: Report) -> Problem:
    """The one problem of a check that knows only one."""
    address = report.evidence.get("final_address") or report.evidence.get("address") or ""
    failure = report.failure
    return Problem(address=str(address), status=report.status, failure=failure, same=failure or report.check)


def _seen(
    session: Session,
    unresolved: Mapping[str, Finding],
    report: Report,
    problems: Sequence[Problem],
    rules: RuleSet,
) -> list[Finding]:
    """The finding of each problem, noted as seen now, and their one issue.

    A page may hide two thousand links: they are looked up and written together, or nobody else could write
    for seconds."""
    known = {**_come_back(session, report, {p.key for p in problems} - set(unresolved)), **unresolved}
    for problem in problems:
        if problem.key not in known:
            known[problem.key] = _open(report, problem, rules)
        _note(known[problem.key], report, problem, rules)
    session.add_all(known[problem.key] for problem in problems)
    # They have numbers then, which the kept pieces name.
    session.flush()
    seen = [known[problem.key] for problem in problems]
    snapshots.keep(session, zip(seen, problems, strict=True), report.at, rules)
    for finding, problem in zip(seen, problems, strict=True):
        finding.fingerprint = problem.fingerprint
    session.flush()
    for finding in seen:
        if finding.state is FindingState.OPEN and automation.ensure_issue(session, finding, rules):
            break
    return seen


def _note(finding: Finding, report: Report, problem: Problem, rules: RuleSet) -> None:
    finding.last_seen_at = report.at
    finding.times_seen += 1
    finding.failure = problem.failure
    finding.evidence = _evidence(report, problem, rules)
    if finding.state is FindingState.DISMISSED and (_expired(finding) or _changed(finding, problem)):
        finding.state, finding.dismissed_until, finding.dismissed_fingerprint = FindingState.OPEN, None, None


def _evidence(report: Report, problem: Problem, rules: RuleSet) -> dict[str, object]:
    if not report.problems:
        return dict(report.evidence)
    facts: dict[str, object] = {"address": problem.address}
    if problem.status is not None:
        facts["status"] = problem.status
    if problem.failure:
        facts["failure"] = problem.failure.value
    if problem.confidence is not None:
        facts["confidence"] = problem.confidence
    return {**facts, **problem.detail, "rule_version": rules.version}


def _open(report: Report, problem: Problem, rules: RuleSet) -> Finding:
    return Finding(
        channel_id=report.channel_id,
        check=report.check,
        key=problem.key,
        first_seen_at=report.at,
        confirmed_at=report.at,
        last_seen_at=report.at,
        times_seen=0,
        rule_version=rules.version,
    )


def _come_back(session: Session, report: Report, keys: Collection[str]) -> dict[str, Finding]:
    """The last finding of each key while people still work on its check: the fault returned, it reopens."""
    worked_on = exists().where(
        col(Issue.channel_id) == report.channel_id,
        col(Issue.check) == report.check,
        col(Issue.finding_id).is_not(None),
        col(Issue.state).in_(UNSETTLED),
    )
    found: dict[str, Finding] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_AT_ONCE):
        rows = session.execute(
            select(Finding)
            .where(
                col(Finding.channel_id) == report.channel_id,
                col(Finding.check) == report.check,
                col(Finding.key).in_(ordered[start : start + KEYS_AT_ONCE]),
                worked_on,
            )
            .order_by(col(Finding.id))
        ).scalars()
        found |= {finding.key: finding for finding in rows}
    for finding in found.values():
        finding.state, finding.resolved_at = FindingState.OPEN, None
        finding.confirmed_at = report.at
    return found


def _clear(findings: Iterable[Finding], at: datetime) -> None:
    # A dismissed one stays dismissed until its date, so that a flapping false alarm stays quiet.
    for finding in findings:
        if finding.state is FindingState.OPEN or _expired(finding):
            finding.state, finding.resolved_at = FindingState.RESOLVED, at


def _expired(finding: Finding) -> bool:
    return finding.dismissed_until is not None and clock.today() > finding.dismissed_until


def _changed(finding: Finding, problem: Problem) -> bool:
    rejected = finding.dismissed_fingerprint
    return rejected is not None and rejected != problem.fingerprint


def _unresolved(session: Session, report: Report) -> Sequence[Finding]:
    return (
        session.execute(
            select(Finding).where(
                col(Finding.channel_id) == report.channel_id,
                col(Finding.check) == report.check,
                col(Finding.state) != FindingState.RESOLVED,
            )
        )
        .scalars()
        .all()
    )
