"""Links that lead out of registered sites, as the checker sees them: who still points at a dead address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.common import clock
from core.registry.kinds import WATCHED
from db.models import Channel, OutgoingLink

LONGEST = 500
MOST = 400
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A link on a page that leads to another host."""

    address: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pointing:
    """A registered site that links to an address, when that was last seen, and in which words."""

    channel_id: int
    name: str
    address: str
    text: str
    seen_at: datetime


def host_of(address: str) -> str:
    """Host in lower case, with the port unless it is the scheme's own; empty for what cannot be read."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    return host if port in (None, _PORTS.get(parts.scheme)) else f"{host}:{port}"


def note_links(session: Session, channel_id: int, links: Iterable[Outgoing], *, at: datetime) -> None:
    """Keep what one reading of a site's pages saw, in the transaction under way: links that are gone are
    forgotten. Call it with every reading of a home page that could be read."""
    seen = {link.address: link for link in links if host_of(link.address) and len(link.address) <= LONGEST}
    kept = dict(list(seen.items())[:MOST])
    there = {
        row.address: row
        for row in session.execute(
            select(OutgoingLink).where(col(OutgoingLink.channel_id) == channel_id)
        ).scalars()
    }
    gone = [address for address in there if address not in kept]
    if gone:
        session.execute(
            delete(OutgoingLink).where(
                col(OutgoingLink.channel_id) == channel_id, col(OutgoingLink.address).in_(gone)
            )
        )
    for address, link in kept.items():
        row = there.get(address)
        if row is None:
            row = OutgoingLink(channel_id=channel_id, address=address, host=host_of(address), seen_at=at)
        row.text, row.seen_at = link.text[:100], at
        session.add(row)


def pointing_to(session: Session, hosts: Sequence[str], *, within_days: int) -> list[Pointing]:
    """Links of running registered sites to one of `hosts`, seen within the last days, by site."""
    if not hosts:
        return []
    rows = session.execute(
        select(
            col(Channel.id),
            col(Channel.name),
            col(OutgoingLink.address),
            col(OutgoingLink.text),
            col(OutgoingLink.seen_at),
        )
        .join(Channel, col(Channel.id) == col(OutgoingLink.channel_id))
        .where(
            col(OutgoingLink.host).in_(hosts),
            col(OutgoingLink.seen_at) >= clock.now() - timedelta(days=within_days),
            col(Channel.registered).in_(WATCHED),
        )
        .order_by(col(Channel.name), col(OutgoingLink.address))
    )
    return [Pointing(*row) for row in rows]
