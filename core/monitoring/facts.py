"""What the registry knows of a channel, packed for a check that has no database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from core.common.outcome import Proof, Target, TargetColumn
from core.rules.rectification import rectification_rules
from core.wording.store import own_entries
from db.models import AccountProof, Channel, CurrentState, Finding, FindingState, SiteColumn

# Checks that compare a site with its own past keep what they need in their evidence, under these keys.
REMEMBERED = {"tampering": ("seen",)}
# Checks that read only some pages of a site: what they found once is looked for where it was.
SAMPLED = ("privacy", "hidden_links", "illegal_links", "wording", "links", "tags")


def targets(session: Session, channels: Sequence[Channel]) -> list[Target]:
    """A target for each of `channels`, in their order, with columns, memories and proofs."""
    ids = [channel.id for channel in channels]
    columns, memories, proofs = _columns(session, ids), _memories(session, ids), _proofs(session, ids)
    seen, words = _seen(session, ids), own_entries(session)
    return [
        Target(
            channel_id=channel.id,
            name=channel.name,
            url=channel.url,
            site_code=channel.site_code,
            kind=channel.kind,
            category=channel.category,
            sponsor=channel.sponsor,
            icp=channel.icp,
            ipv6=channel.ipv6,
            domains=tuple(channel.domains.split()),
            columns=tuple(columns[channel.id]),
            memory=memories[channel.id],
            proof=proofs.get(channel.id),
            seen=seen[channel.id],
            words=words,
        )
        for channel in channels
    ]


def carried(check: str, before: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, Any]:
    """`evidence` with what `check` has to remember taken over from `before` where it brings none itself."""
    kept = {key: before[key] for key in REMEMBERED.get(check, ()) if key in before and key not in evidence}
    return {**evidence, **kept}


def without_memory(check: str, evidence: Mapping[str, Any]) -> dict[str, Any]:
    """`evidence` without what is only remembered, for the raw rows."""
    return {key: value for key, value in evidence.items() if key not in REMEMBERED.get(check, ())}


def _columns(session: Session, ids: Sequence[int]) -> dict[int, list[TargetColumn]]:
    """Columns with an address of their own that are in use today, by site."""
    found: dict[int, list[TargetColumn]] = defaultdict(list)
    today = clock.today()
    for part in _parts(ids):
        rows = session.execute(
            select(SiteColumn)
            .where(
                col(SiteColumn.channel_id).in_(part),
                col(SiteColumn.url) != "",
                col(SiteColumn.opened_on) <= today,
                col(SiteColumn.retired_on).is_(None) | (col(SiteColumn.retired_on) > today),
            )
            .order_by(col(SiteColumn.id))
        ).scalars()
        for row in rows:
            found[row.channel_id].append(
                TargetColumn(row.id, row.name, row.url, row.category, row.freshness_days)
            )
    return found


def _memories(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for part in _parts(ids):
        rows = session.execute(
            select(col(CurrentState.channel_id), col(CurrentState.check), col(CurrentState.evidence)).where(
                col(CurrentState.channel_id).in_(part), col(CurrentState.check).in_(REMEMBERED)
            )
        )
        for channel_id, check, evidence in rows:
            found[channel_id][check] = evidence
    return found


def _seen(session: Session, ids: Sequence[int]) -> dict[int, dict[str, tuple[tuple[str, str], ...]]]:
    """Keys and addresses of what sampling checks found and is not mended, or was mended so lately that
    somebody will look once more whether it stayed so."""
    found: dict[int, dict[str, tuple[tuple[str, str], ...]]] = defaultdict(dict)
    lately = clock.now() - 2 * timedelta(days=rectification_rules().again.after_days)
    for part in _parts(ids):
        rows = session.execute(
            select(col(Finding.channel_id), col(Finding.check), col(Finding.key), col(Finding.evidence))
            .where(
                col(Finding.channel_id).in_(part),
                col(Finding.check).in_(SAMPLED),
                (col(Finding.state) != FindingState.RESOLVED) | (col(Finding.resolved_at) > lately),
            )
            .order_by(col(Finding.id))
        )
        for channel_id, check, key, evidence in rows:
            # Of a dead link, the page that carries it.
            if page := evidence.get("found_on") or evidence.get("address"):
                before = found[channel_id].get(check, ())
                found[channel_id][check] = (*before, (key, str(page)))
    return found


def _proofs(session: Session, ids: Sequence[int]) -> dict[int, Proof]:
    """The newest proof of each account."""
    found: dict[int, Proof] = {}
    for part in _parts(ids):
        rows = session.execute(
            select(col(AccountProof.channel_id), col(AccountProof.last_post_on), col(AccountProof.at))
            .where(col(AccountProof.channel_id).in_(part))
            .order_by(col(AccountProof.id))
        )
        found |= {channel_id: Proof(day, clock.day_of(at)) for channel_id, day, at in rows}
    return found


def _parts(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    """Databases take only so many values in one list."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]
