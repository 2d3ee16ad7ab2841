"""Pieces of pages kept as evidence: compressed, cut at a limit, one for each form the evidence had."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.common.outcome import Problem
from core.rules import RuleSet
from db.engine import reading
from db.models import EvidenceSnapshot, Finding

LONGEST = 8_000
KEPT = 5
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One piece as it is shown; `piece` is text from outside and must be drawn as text."""

    at: datetime
    address: str
    status: int | None
    rule_version: str
    confidence: float | None
    piece: str
    truncated: bool


def keep(session: Session, seen: Iterable[tuple[Finding, Problem]], at: datetime, rules: RuleSet) -> None:
    """Keep the piece each problem rests on, unless its finding has this evidence already; the oldest make
    room. A page may have thousands: they are looked up together."""
    changed = {
        finding.id: (finding, problem)
        for finding, problem in seen
        if finding.fingerprint != problem.fingerprint and (problem.piece or problem.address)
    }
    # Seen for the first time, a finding has none yet.
    kept = _kept(session, [ident for ident, (finding, _) in changed.items() if finding.times_seen > 1])
    too_old: list[int] = []
    for ident, (finding, problem) in changed.items():
        there = kept.get(ident, {})
        if problem.fingerprint not in there:
            session.add(_snapshot(finding, problem, at, rules))
            too_old += sorted(there.values())[: len(there) + 1 - KEPT] if len(there) >= KEPT else []
    for some in _portions(too_old):
        session.execute(delete(EvidenceSnapshot).where(col(EvidenceSnapshot.id).in_(some)))


def _kept(session: Session, findings: Sequence[int]) -> dict[int, dict[str, int]]:
    """finding → print of the evidence → number of the snapshot."""
    found: dict[int, dict[str, int]] = {}
    columns = (col(EvidenceSnapshot.finding_id), col(EvidenceSnapshot.fingerprint), col(EvidenceSnapshot.id))
    for some in _portions(findings):
        wanted = select(*columns).where(col(EvidenceSnapshot.finding_id).in_(some))
        for finding, fingerprint, ident in session.execute(wanted):
            found.setdefault(finding, {})[fingerprint] = ident
    return found


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many as one statement may name."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _snapshot(finding: Finding, problem: Problem, at: datetime, rules: RuleSet) -> EvidenceSnapshot:
    return EvidenceSnapshot(
        finding_id=finding.id,
        at=at,
        address=problem.address[:2_000],
        status=problem.status,
        fingerprint=problem.fingerprint,
        rule_version=rules.version,
        confidence=problem.confidence,
        piece=pack(problem.piece),
        truncated=len(problem.piece) > LONGEST,
    )


def snapshots(finding_id: int) -> tuple[Snapshot, ...]:
    """The pieces kept for a finding, the newest first."""
    with reading() as session:
        rows = session.execute(
            select(EvidenceSnapshot)
            .where(col(EvidenceSnapshot.finding_id) == finding_id)
            .order_by(col(EvidenceSnapshot.id).desc())
        ).scalars()
        return tuple(
            Snapshot(r.at, r.address, r.status, r.rule_version, r.confidence, unpack(r.piece), r.truncated)
            for r in rows
        )


def pack(piece: str) -> bytes:
    """`piece` cut and compressed."""
    return zlib.compress(piece[:LONGEST].encode("utf-8", "replace")) if piece else b""


def unpack(packed: bytes) -> str:
    """What `pack` made smaller."""
    return zlib.decompress(packed).decode("utf-8") if packed else ""
