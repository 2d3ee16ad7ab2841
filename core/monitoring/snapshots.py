"""Pieces of pages kept as evidence: compressed, cut at a limit, one for each form the evidence had."""

import zlib
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


def keep(session: Session, finding: Finding, problem: Problem, at: datetime, rules: RuleSet) -> None:
    """Keep the piece `problem` rests on, unless this evidence is kept already; the oldest make room."""
    if finding.fingerprint == problem.fingerprint or not (problem.piece or problem.address):
        return
    known = select(col(EvidenceSnapshot.id)).where(
        col(EvidenceSnapshot.finding_id) == finding.id,
        col(EvidenceSnapshot.fingerprint) == problem.fingerprint,
    )
    if session.execute(known).first():
        return
    session.add(
        EvidenceSnapshot(
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
    )
    session.flush()
    newest = (
        select(col(EvidenceSnapshot.id))
        .where(col(EvidenceSnapshot.finding_id) == finding.id)
        .order_by(col(EvidenceSnapshot.id).desc())
        .limit(KEPT)
    )
    session.execute(
        delete(EvidenceSnapshot).where(
            col(EvidenceSnapshot.finding_id) == finding.id,
            col(EvidenceSnapshot.id).not_in(session.execute(newest).scalars().all()),
        )
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
