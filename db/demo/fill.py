"""Fill an empty database with the demonstration: the year 2019 of one fictional district, and since."""

from datetime import date, timedelta

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
from db.demo.policies import hold_drills, issue_policies, score_units
from db.demo.portal import build_portal
from db.demo.rectification import rectify
from db.demo.replies import answer_notices, report_faults
from db.demo.sites import address, site_list
from db.demo.story import YEAR, Story, instant, today
from db.demo.tasks import ask_tasks
from db.demo.units import found_grid
from db.demo.waiting import wait_for_supervisors
from db.engine import reading, writing
from db.models import Accountability, Channel, Fact, Issue, Notice, RecordYear

CHAPTERS = (
    "regulation", "drill", "survey", "survey_day", "suggestion", "service_theme", "service_section",
    "unit_score", "traffic", "column_month", "relaunch", "notice", "inspection",
    "duty", "reading", "review", "training", "work_group",
)  # fmt: skip


def keep_chapters(story: Story) -> None:
    """Begin every chapter on the first day of each year since that of the report."""
    for year in range(YEAR, story.until.year + 1):
        for key in CHAPTERS:
            story.book.add(
                RecordYear,
                chapter=key,
                year=year,
                none=False,
                confirmed_by="监管员（示例）",
                confirmed_at=instant(date(year, 1, 1)),
            )


REMEMBERED_DAYS = 730
KINDS = ("talk", "criticism", "talk", "self-criticism", "criticism", "demerit")
AFTER = timedelta(days=12)


def hold_to_account(story: Story) -> None:
    """Units whose issues a notice named; the rarer kinds fall to a person of the unit."""
    units: dict[int, list[int]] = {}
    for row in story.book.rows(Issue):
        if row.get("notice_id"):
            units.setdefault(row["notice_id"], []).append(row["unit_id"])
    since = story.until - timedelta(days=REMEMBERED_DAYS)
    recent = [row for row in story.book.rows(Notice) if row["issued_on"] >= since and row["id"] in units]
    for place, notice in enumerate(recent):
        day = notice["issued_on"] + AFTER
        if day > story.until:
            continue
        for unit in sorted(set(units[notice["id"]]))[: 1 + place % 2]:
            _entry(story, KINDS[(place + unit) % len(KINDS)], unit, notice["number"], day)


def _entry(story: Story, kind: str, unit: int, number: str, day: date) -> None:
    story.book.add(
        Accountability,
        kind=kind,
        unit_id=unit,
        person="分管负责人（示例）" if kind == "demerit" else "",
        day=day,
        reason="通报问题逾期未整改（示例）",
        basis=number,
        made_by="监管员（示例）",
        made_at=instant(day),
    )


DEMONSTRATION = "demonstration"
EARLIEST = date(2020, 6, 1)


class NotEmpty(RuntimeError):
    """The database holds somebody's data; nothing was changed."""


def is_demonstration() -> bool:
    """Whether the configured database holds the demonstration; migrated before."""
    with reading() as session:
        return session.get(Fact, DEMONSTRATION) is not None


def fill(*, demo_port: int, seed: int = 2019, until: date | None = None) -> str:
    """Write the demonstration up to the day `until` (today), in one transaction; returns what was done.

    A database that already is the demonstration only has the addresses of its sites moved to `demo_port`.
    Raises `NotEmpty` when it holds anything else, `ValueError` when `until` is before June 2020."""
    story = Story(seed=seed, until=until or today(), demo_port=demo_port)
    if story.until < EARLIEST:
        raise ValueError(f"the story needs a day from {EARLIEST} on, not {story.until}")
    with writing() as session:
        if session.get(Fact, DEMONSTRATION) is not None:
            return f"{_move_sites(session, demo_port)} addresses moved to port {demo_port}"
        _tell(story)
        _refuse_unless_empty(session, story)
        session.connection().execute(
            insert(SQLModel.metadata.tables["installation_fact"]),
            [{"key": DEMONSTRATION, "value": f"seed {seed}, until {story.until}"}],
        )
        story.book.write(session)
    return f"{sum(len(story.book.rows(table)) for table in story.book.tables())} rows"


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
    keep_chapters(story)
    hear_the_public(story, registry)
    rectify(story, registry, publish(story))
    inspect(story, registry)
    wait_for_supervisors(story)
    answer_notices(story)
    hold_to_account(story)
    report_faults(story, registry)
    score_units(story, grid)
    keep_daily(story, grid)
    ask_tasks(story)
    remember_availability(story, registry)


def _refuse_unless_empty(session: Session, story: Story) -> None:
    taken = [str(table.__tablename__) for table in story.book.tables() if any_rows(session, table)]
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
