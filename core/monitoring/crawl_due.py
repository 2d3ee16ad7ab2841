"""Which readings of whole sites are to be asked for by now: those that a rule or a request wants."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Subquery, exists, func, select
from sqlmodel import col

from core.access.actor import CHECKER
from core.common import clock
from core.common.errors import DomainError
from core.monitoring.crawl_rules import crawl_rules
from core.monitoring.crawl_work import beside
from core.monitoring.crawls import READABLE, ask_one
from core.registry.kinds import WATCHED, keys_of
from core.rules import RuleSet
from db.engine import reading
from db.models import UNFINISHED, Channel, CheckRequest, Crawl

AT_ONCE = 20  # readings asked for in one tick


def ask_for_due(rules: RuleSet) -> int:
    """Ask for the readings that the rule set wants made by now, and for those that a request to check the
    links of a site again needs; how many."""
    channel_ids = [*_asked_for(), *_overdue(crawl_rules(rules).every_days)]
    made = 0
    for channel_id in dict.fromkeys(channel_ids):
        if made >= AT_ONCE:
            break
        try:
            ask_one(channel_id, actor=CHECKER)
        except DomainError:
            continue
        made += 1
    return made


def _asked_for() -> list[int]:
    """Channels for which a check of the whole site is asked for, and not read since; the longest
    waiting first. Only those of which a reading can be asked: the others would hide them."""
    last = _last_asked()
    asked = (
        select(col(CheckRequest.channel_id), func.max(CheckRequest.requested_at).label("at"))
        .where(
            col(CheckRequest.done_at).is_(None),
            col(CheckRequest.requested_at) <= clock.now(),
            col(CheckRequest.check).in_(tuple(beside())),
        )
        .group_by(col(CheckRequest.channel_id))
        .subquery()
    )
    with reading() as session:
        return list(
            session.execute(
                select(asked.c.channel_id)
                .join(Channel, col(Channel.id) == asked.c.channel_id)
                .outerjoin(last, last.c.channel_id == asked.c.channel_id)
                .where(
                    last.c.at.is_(None) | (last.c.at < asked.c.at) | (last.c.at > clock.now() + clock.SKEW),
                    col(Channel.kind).in_(keys_of("website")),
                    col(Channel.registered).in_(READABLE),
                    col(Channel.url) != "",
                    ~_under_way(),
                )
                .order_by(asked.c.at, asked.c.channel_id)
                .limit(AT_ONCE)
            ).scalars()
        )


def _under_way() -> ColumnElement[bool]:
    """Condition on `Channel`: a reading of it is not finished, so that no other can be asked for."""
    return exists().where(col(Crawl.channel_id) == col(Channel.id), col(Crawl.state).in_(UNFINISHED))


def _overdue(every_days: float) -> list[int]:
    """Watched websites whose last reading was asked for longer ago than the rule wants."""
    if not every_days:
        return []
    last = _last_asked()
    late = clock.now() - timedelta(days=every_days)
    with reading() as session:
        return list(
            session.execute(
                select(col(Channel.id))
                .outerjoin(last, last.c.channel_id == col(Channel.id))
                .where(
                    col(Channel.kind).in_(keys_of("website")),
                    col(Channel.registered).in_(WATCHED),
                    col(Channel.url) != "",
                    last.c.at.is_(None) | (last.c.at <= late) | (last.c.at > clock.now() + clock.SKEW),
                    ~_under_way(),
                )
                .order_by(last.c.at.is_not(None), last.c.at, col(Channel.id))
                .limit(AT_ONCE)
            ).scalars()
        )


def _last_asked() -> Subquery:
    """When the last reading of each channel was asked for."""
    return (
        select(col(Crawl.channel_id), func.max(Crawl.asked_at).label("at"))
        .group_by(col(Crawl.channel_id))
        .subquery()
    )
