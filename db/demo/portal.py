"""The portal: 40 columns before its relaunch in May 2019, 9 + 4 and 230 sections after, and visits."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from db.demo.channels import Registry
from db.demo.story import HISTORY_FROM, YEAR, Story, days, months, next_month, split, words
from db.demo.units import Grid
from db.models import (
    Case,
    CaseState,
    CaseStep,
    ColumnLevel,
    ColumnMigration,
    ColumnMonth,
    SiteColumn,
    TrafficDay,
)

BEGIN = date(2018, 1, 1)
OPENED = date(2016, 3, 1)
RELAUNCH = date(2019, 5, 20)
LAST_DAY = date(YEAR, 12, 31)
ADDED = 11
GENERAL = 116
UPDATES = {2018: 63_377, 2019: 73_200}
MOVED = 34_286
VISITS = 41_830_000
NEW_BEFORE, NEW_AFTER = 1_260, 1_960
CATEGORIES = ("news", "notices", "policies")


@dataclass
class Columns:
    """Column ids: `old` before the relaunch, `sections` open at the end of 2019, `merged` away in it."""

    old: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)


def build_portal(story: Story, grid: Grid, registry: Registry) -> None:
    """Write the portal's columns, what they published, what was moved into them, and its visits."""
    columns = _columns(story, grid, registry.portal)
    _published(story, columns)
    _migrations(story, registry, columns)
    story.enter("relaunch", channel_id=registry.portal, day=RELAUNCH, note="门户网站改版上线")
    _portal_visits(story, registry.portal)
    _other_visits(story, registry)


def _columns(story: Story, grid: Grid, portal: int) -> Columns:
    names = words()["portal"]
    columns = Columns()
    for name in names["level1_before"]:
        columns.old.append(_column(story, portal, ColumnLevel.LEVEL1, name, OPENED, retired_on=RELAUNCH))
    parents = [_column(story, portal, ColumnLevel.MAIN, name, RELAUNCH) for name in names["main"]]
    parents += [_column(story, portal, ColumnLevel.THEME, name, RELAUNCH) for name in names["theme"]]
    wanted = _section_names(grid)
    for place, (name, unit) in enumerate(wanted):
        added = place >= len(wanted) - ADDED
        fields: dict[str, object] = {
            "unit_id": unit,
            "parent_id": parents[place % len(parents)],
            "category": CATEGORIES[place % len(CATEGORIES)],
            "added": added,
        }
        opened = RELAUNCH + timedelta(days=30 + place % 90) if added else RELAUNCH
        columns.sections.append(_column(story, portal, ColumnLevel.SECTION, name, opened, **fields))
    for place, name in enumerate(names["merged_away"]):
        fields = {
            "parent_id": parents[place],
            "retired_on": date(YEAR, 9, 10) + timedelta(days=place * 11),
            "merged_into_id": columns.sections[-ADDED - 1 - place],
        }
        columns.merged.append(_column(story, portal, ColumnLevel.SECTION, name, RELAUNCH, **fields))
    return columns


def _section_names(grid: Grid) -> list[tuple[str, int | None]]:
    """230 names: two sections for every disclosing body with its id, the rest general."""
    names = words()["portal"]
    owned: list[tuple[str, int | None]] = [
        (f"{body.name}·{what}", body.id) for body in grid.disclosing for what in ("信息公开", "工作动态")
    ]
    general = [f"{main}·{topic}" for main in names["main"] for topic in names["topics"]]
    return owned + [(name, None) for name in general[:GENERAL]]


def _column(story: Story, portal: int, level: ColumnLevel, name: str, opened: date, **more: object) -> int:
    return story.book.add(SiteColumn, channel_id=portal, level=level, name=name, opened_on=opened, **more)


def _published(story: Story, columns: Columns) -> None:
    """Monthly items: the year's total first, then months, then columns, so that totals hold exactly."""
    chance = story.chance("published")
    for year, total in UPDATES.items():
        whole_year = list(months(date(year, 1, 1), date(year, 12, 1)))
        shares = split(total, [chance.uniform(0.85, 1.15) for _ in whole_year])
        for month, items in zip(whole_year, shares, strict=True):
            _one_month(story, columns, month, items)
    for month in months(HISTORY_FROM, story.until):
        growth = 1 + 0.02 * (month.year - YEAR)
        part = min(1.0, story.until.day / 30) if month == story.until.replace(day=1) else 1.0
        items = round(UPDATES[YEAR] / 12 * growth * part * chance.uniform(0.9, 1.1))
        _one_month(story, columns, month, items)


def _one_month(story: Story, columns: Columns, month: date, items: int) -> None:
    """The month of the relaunch still counts for the old columns."""
    chance = story.chance(f"columns {month}")
    if month <= RELAUNCH:
        publishing = columns.old
    else:
        publishing = [one for one in columns.sections + columns.merged if _is_open(story, one, month)]
    weights = [chance.paretovariate(1.6) for _ in publishing]
    for column, published in zip(publishing, split(items, weights), strict=True):
        if published:
            story.book.add(ColumnMonth, month=month, column_id=column, published=published)


def _is_open(story: Story, column: int, month: date) -> bool:
    """Whether a column is open in the month: begun before its end, not retired before its first day."""
    row = story.book.row(SiteColumn, column)
    return row["opened_on"] < next_month(month) and (row["retired_on"] or date.max) > month


def _migrations(story: Story, registry: Registry, columns: Columns) -> None:
    """Every section open at the year's end took over items: from an old site before its closing was
    announced, or from the portal's own old columns, the last of them on the last day of the year."""
    chance = story.chance("migrations")
    announced = _announcements(story)
    moved = split(MOVED, [chance.uniform(0.4, 1.6) for _ in columns.sections])
    sources = [one for one in registry.old_sites if announced[one] > RELAUNCH + timedelta(days=10)]
    for place, (column, items) in enumerate(zip(columns.sections, moved, strict=True)):
        source = registry.portal if place % 3 == 2 else sources[place % len(sources)]
        opened: date = story.book.row(SiteColumn, column)["opened_on"]
        finished = _finished(opened, announced.get(source, LAST_DAY), chance.random())
        if finished is None or place == len(columns.sections) - 1:
            source, finished = registry.portal, LAST_DAY
        story.book.add(
            ColumnMigration,
            column_id=column,
            from_channel_id=source,
            planned=items,
            moved=items,
            verified=items,
            finished_on=finished,
        )


def _finished(opened: date, latest: date, share: float) -> date | None:
    room = (latest - opened).days
    return opened + timedelta(days=round(1 + (room - 1) * share)) if room > 1 else None


def _announcements(story: Story) -> dict[int, date]:
    channels = {row["id"]: row["channel_id"] for row in story.book.rows(Case)}
    return {
        channels[row["case_id"]]: row["done_on"]
        for row in story.book.rows(CaseStep)
        if row["step"] is CaseState.ANNOUNCED and row["done_on"]
    }


def _portal_visits(story: Story, portal: int) -> None:
    """Visits add up to the total on the last day of 2019; new visitors to their means before and after."""
    chance = story.chance("visits")
    counted = days(BEGIN, LAST_DAY)
    visits = split(VISITS, [_weight(day) * chance.uniform(0.85, 1.15) for day in counted])
    before, after = days(BEGIN, RELAUNCH - timedelta(days=1)), days(RELAUNCH, LAST_DAY)
    new = split(NEW_BEFORE * len(before), [chance.uniform(0.8, 1.2) for _ in before])
    new += split(NEW_AFTER * len(after), [chance.uniform(0.8, 1.2) for _ in after])
    for day, seen, first in zip(counted, visits, new, strict=True):
        story.book.add(TrafficDay, day=day, channel_id=portal, visits=seen, new_visitors=first)
    for day in days(HISTORY_FROM, story.until - timedelta(days=1)):
        seen = round(62_000 * _weight(day) * chance.uniform(0.85, 1.15))
        first = round(NEW_AFTER * chance.uniform(0.85, 1.2))
        story.book.add(TrafficDay, day=day, channel_id=portal, visits=seen, new_visitors=first)


def _weight(day: date) -> float:
    """Fewer visits at weekends, a little more every year."""
    return (0.6 if day.weekday() >= 5 else 1.0) * (1 + 0.06 * (day.toordinal() - BEGIN.toordinal()) / 365)


def _other_visits(story: Story, registry: Registry) -> None:
    chance = story.chance("visits of other sites")
    for site in registry.sites.values():
        if site == registry.portal:
            continue
        base = chance.randint(300, 2_400)
        for day in days(story.until - timedelta(days=400), story.until - timedelta(days=1)):
            seen = round(base * _weight(day) * chance.uniform(0.7, 1.3))
            story.book.add(TrafficDay, day=day, channel_id=site, visits=seen, new_visitors=seen // 25)
