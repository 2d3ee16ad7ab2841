"""Fill an empty database with the demonstration: the year 2019 of one fictional district, and since."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, SQLModel, col

from db.demo.accounts import address_of, show_accounts
from db.demo.availability import remember_availability
from db.demo.book import any_rows
from db.demo.channels import register_channels
from db.demo.closing import come_and_go, consolidate
from db.demo.columns import register_columns
from db.demo.daily import keep_daily
from db.demo.inspections import inspect
from db.demo.interaction import hear_the_public
from db.demo.notices import publish
from db.demo.policies import assess_security, hold_drills, issue_policies, score_units
from db.demo.portal import build_portal
from db.demo.rectification import rectify
from db.demo.replies import answer_notices, report_faults
from db.demo.sites import address, site_list
from db.demo.story import Story
from db.demo.units import found_grid
from db.demo.waiting import wait_for_supervisors
from db.engine import reading
from db.models import Channel, Fact

DEMONSTRATION = "demonstration"
EARLIEST = date(2020, 6, 1)


class NotEmpty(RuntimeError):
    """The database holds somebody's data; nothing was changed."""


def is_demonstration() -> bool:
    """Whether the configured database holds the demonstration; migrated before."""
    with reading() as session:
        return session.get(Fact, DEMONSTRATION) is not None


def retold(session: Session, demo_port: int) -> str:
    """What was done to a database that is the demonstration already: the addresses of its sites are those of
    `demo_port`. Empty for any other database."""
    if session.get(Fact, DEMONSTRATION) is None:
        return ""
    return f"{_move_sites(session, demo_port)} addresses moved to port {demo_port}"


def write(session: Session, story: Story, also: Sequence[type[SQLModel]]) -> None:
    """Tell the story and write what of it goes in in bulk. Raises `NotEmpty` where its tables, or those of
    `also`, hold anything, `ValueError` where it ends before June 2020."""
    if story.until < EARLIEST:
        raise ValueError(f"the story needs a day from {EARLIEST} on, not {story.until}")
    _tell(story)
    _refuse_unless_empty(session, [*story.book.tables(), *also])
    session.connection().execute(
        insert(SQLModel.metadata.tables["installation_fact"]),
        [{"key": DEMONSTRATION, "value": f"seed {story.seed}, until {story.until}"}],
    )
    story.book.write(session)


def _tell(story: Story) -> None:
    """Every chapter, in the order in which they need each other."""
    grid = found_grid(story)
    registry = register_channels(story, grid)
    consolidate(story, registry)
    build_portal(story, grid, registry)
    register_columns(story, registry)
    come_and_go(story, grid, registry)
    show_accounts(story)
    issue_policies(story, grid)
    hold_drills(story)
    assess_security(story, registry.portal)
    hear_the_public(story, registry)
    rectify(story, registry, publish(story))
    inspect(story, registry)
    wait_for_supervisors(story)
    answer_notices(story)
    report_faults(story, registry)
    score_units(story, grid)
    keep_daily(story, grid)
    remember_availability(story, registry)


def _refuse_unless_empty(session: Session, tables: Sequence[type[SQLModel]]) -> None:
    taken = [str(table.__tablename__) for table in tables if any_rows(session, table)]
    if taken:
        raise NotEmpty(
            f"数据库不是空库（已有数据的表：{', '.join(taken)}），未写入演示数据；请换一个数据目录。 "
            f"The database is not empty (tables with rows: {', '.join(taken)}): nothing was written. "
            "Choose another data directory with SUPERVISION_DATA_DIR."
        )


def _move_sites(session: Session, demo_port: int) -> int:
    """Give the demo sites and accounts their addresses at another base port; returns how many moved."""
    moved = 0
    for site in site_list():
        new = address(site, demo_port)
        done = session.connection().execute(
            update(Channel)
            .where(col(Channel.site_code) == site.site_code, col(Channel.url) != new)
            .values(url=new)
        )
        moved += done.rowcount
    return moved + _move_accounts(session, demo_port)


def _move_accounts(session: Session, demo_port: int) -> int:
    """Only addresses that the demo sites gave: one that a person wrote stays."""
    rows = session.connection().execute(
        select(col(Channel.id), col(Channel.code), col(Channel.kind), col(Channel.url)).where(
            col(Channel.url).like("http://127.0.0.1:%/account/%")
        )
    )
    moved = [
        {"this": ident, "new": new}
        for ident, code, kind, url in rows
        if (new := address_of(code, kind, demo_port)) and new != url
    ]
    if moved:
        here = update(Channel).where(col(Channel.id) == bindparam("this")).values(url=bindparam("new"))
        session.connection().execute(here, moved)
    return len(moved)
