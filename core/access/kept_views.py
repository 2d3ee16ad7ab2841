"""Pages that a person keeps at hand under a name (我的关注): a list with its filters, a channel, an issue.

They belong to the account, or to the operator of the settings where nobody signs in. What a kept page shows
is asked anew each time it is opened, with the rights of that day."""

from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access.actor import Actor
from core.common import clock
from core.common.errors import DomainError
from core.common.settings import settings
from db.engine import database_url, reading, writing
from db.models import KeptView

MOST = 50
LONGEST_NAME = 60
LONGEST_QUERY = 1_000
# The menu of every page asks; what another process wrote is seen this much later at most.
REMEMBERED_S = 20.0
REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class View:
    """A kept page: `page` is its key, `query` what stands in the address after the question mark."""

    id: int
    name: str
    page: str
    query: str
    kept_at: datetime


_seen: dict[tuple[str, str], tuple[float, tuple[View, ...]]] = {}


def views(actor: Actor) -> tuple[View, ...]:
    """What `actor` keeps, the first kept first."""
    owner = _owner(actor)
    at, mine = _seen.get((database_url(), owner), (0.0, ()))
    if at and monotonic() - at < REMEMBERED_S:
        return mine
    wanted = select(KeptView).where(col(KeptView.owner) == owner).order_by(col(KeptView.id))
    with reading() as session:
        mine = tuple(map(_view, session.execute(wanted).scalars()))
    if len(_seen) >= REMEMBERED:
        _seen.clear()
    _seen[database_url(), owner] = monotonic(), mine
    return mine


def keep(name: str, page: str, query: str, *, actor: Actor, kept_at: datetime | None = None) -> View:
    """Keep a page under a name; one that is kept already takes the new name. `kept_at` puts back what was
    removed. Raises `DomainError` without a name, for one too long, or beyond `MOST`."""
    words = _name(name)
    if len(query) > LONGEST_QUERY:
        raise DomainError("view_too_long")
    with writing() as session:
        mine = select(KeptView).where(col(KeptView.owner) == _owner(actor))
        same = mine.where(col(KeptView.page) == page, col(KeptView.query) == query)
        row = session.execute(same).scalar_one_or_none()
        if row is None:
            if session.execute(select(func.count()).select_from(mine.subquery())).scalar_one() >= MOST:
                raise DomainError("views_full", limit=MOST)
            row = KeptView(
                owner=_owner(actor), name=words, page=page, query=query, kept_at=kept_at or clock.now()
            )
        row.name = words
        session.add(row)
        session.flush()
        kept = _view(row)
    _forget(actor)
    return kept


def remove(view_id: int, *, actor: Actor) -> View:
    """Keep it no longer; what is returned puts it back (`keep`). Raises `DomainError` when it is gone."""
    with writing() as session:
        row = _own(session, view_id, actor)
        session.delete(row)
        gone = _view(row)
    _forget(actor)
    return gone


def _forget(actor: Actor) -> None:
    _seen.pop((database_url(), _owner(actor)), None)


def _owner(actor: Actor) -> str:
    """Whose it is. The operator's name as set, not as shown: that one changes with the language."""
    if actor.account_id is not None:
        return f"account:{actor.account_id}"
    return f"operator:{settings().operator_name}"[:120]


def _own(session: Session, view_id: int, actor: Actor) -> KeptView:
    row = session.get(KeptView, view_id)
    if row is None or row.owner != _owner(actor):
        raise DomainError("view_gone")
    return row


def _name(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise DomainError("view_unnamed")
    if len(words) > LONGEST_NAME:
        raise DomainError("view_name_long", limit=LONGEST_NAME)
    return words


def _view(row: KeptView) -> View:
    return View(row.id, row.name, row.page, row.query, row.kept_at)
