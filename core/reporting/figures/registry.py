"""The registry as of a day: channels by owner and kind, and the grid that answers for them."""

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from core.registry import counts
from core.registry.kinds import keys_of, kinds
from core.registry.slices import is_running
from core.reporting.figures.counting import Section, Year, count
from db.models import Channel, Unit, UnitKind, UnitLevel

AUTHORITY_SITE, INSTITUTION_SITE = "department", "public_institution"
# Groups of published totals, in their order; `other` takes what has none.
REPORT_GROUPS = ("wechat", "weibo", "toutiao", "app", "other")
AUTHORITY_ACCOUNT, INSTITUTION_ACCOUNT = "department_street_or_unit", "subordinate_public_institution"


def registry(session: Session, year: Year) -> Section:
    """Channels running at the end of the day, from `channel_event`, and the grid 1+48+N.

    A sub-page is of the medium website. The grid has no history: it is the one of today."""
    sites, accounts = is_running(year.last, "website"), is_running(year.last, "account")
    by_kind = counts.running(session, year.last, "kind")
    return {
        "channels_total": sum(by_kind.values()),
        "supervised_total": count(session, Channel, is_running(year.last), in_grid(), can_be_seen()),
        "websites": {
            "total": sum(by_kind.get((kind,), 0) for kind in keys_of("website")),
            "by_owner": _by_owner(session, sites, AUTHORITY_SITE, INSTITUTION_SITE),
        },
        "media_accounts": {
            "total": sum(by_kind.get((kind,), 0) for kind in keys_of("account")),
            "by_owner": _by_owner(session, accounts, AUTHORITY_ACCOUNT, INSTITUTION_ACCOUNT),
            "by_kind": _by_kind(by_kind),
        },
        "grid": {
            "district": count(session, Unit, col(Unit.level) == UnitLevel.DISTRICT),
            "industry_supervisors": count(session, Unit, col(Unit.level) == UnitLevel.INDUSTRY),
            "operators": count(session, Unit, col(Unit.level) == UnitLevel.OPERATOR),
        },
    }


def can_be_seen() -> ColumnElement[bool]:
    """A channel is supervised when there is something to look at: an address, or an account's name…"""
    account = col(Channel.kind).in_(keys_of("account")) & (col(Channel.account) != "")
    return (col(Channel.url) != "") | account


def in_grid() -> ColumnElement[bool]:
    """… and when its unit stands, over any number of steps, under the district office."""
    grid = select(col(Unit.id)).where(col(Unit.level) == UnitLevel.DISTRICT).cte("grid", recursive=True)
    grid = grid.union(select(col(Unit.id)).join(grid, col(Unit.parent_id) == grid.c.id))
    return col(Channel.unit_id).in_(select(grid.c.id))


def _by_owner(
    session: Session, which: ColumnElement[bool], authority: str, institution: str
) -> dict[str, int]:
    """Split by the unit's kind: public institutions on one side, all authorities on the other."""
    owner = case((col(Unit.kind) == UnitKind.INSTITUTION, institution), else_=authority)
    return _grouped(session, which, owner, (authority, institution))


def _by_kind(by_kind: counts.Counts) -> dict[str, int]:
    """Accounts by the groups of published totals (`report` in the kinds); an unknown kind is `other`."""
    found = dict.fromkeys(REPORT_GROUPS, 0)
    for key in keys_of("account"):
        group = kinds()[key].report
        found[group if group in found else "other"] += by_kind.get((key,), 0)
    return found


def _grouped(
    session: Session, which: ColumnElement[bool], group: ColumnElement[str], names: tuple[str, ...]
) -> dict[str, int]:
    """Channels of each name; the names are grouped in a subquery because PostgreSQL does not take two
    equal expressions with parameters for the same."""
    chosen = (
        select(group.label("name"))
        .select_from(Channel)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(which)
        .subquery()
    )
    rows = session.connection().execute(
        select(chosen.c.name, func.count().label("many")).group_by(chosen.c.name)
    )
    found = {row.name: row.many for row in rows}
    return {name: found.get(name, 0) for name in names}
