"""What the checker saw published in the columns of sites, month by month: each reading shows the newest items
of a column, so that days between two readings are whole once a later reading still reaches back to them.

Nothing is entered by this: a person looks at the counts and has them entered as a file is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from core.common.export import rows_xlsx
from core.common.sheet import Cell, Sheet
from core.common.text import t
from core.records.chapters import chapter
from core.records.spans import last_of
from core.records.values import label
from db.engine import reading
from db.models import Channel, CheckResult, ColumnMonth, SiteColumn

KEY, CHECK, SEEN = "column_month", "columns", "seen"
# How long after a month a reading may still reach back to its days.
AFTER = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class SeenMonth:
    """One column in a month: items that were seen, and days of which nobody can say how many there were
    (none: the count is whole); `entered` is what the records hold already."""

    column_id: int
    column: str
    site: str
    items: int
    open_days: int
    entered: int | None

    @property
    def whole(self) -> bool:
        return not self.open_days

    @property
    def can_be_entered(self) -> bool:
        return self.whole and self.entered is None


def months() -> tuple[date, ...]:
    """The ended months of which readings may be kept, the latest first."""
    first = clock.today().replace(day=1)
    found = []
    for _ in range(3):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return tuple(found)


def seen_in(month: date) -> tuple[SeenMonth, ...]:
    """What was seen of every column that was read, those whose count is whole first."""
    with reading() as session:
        counts, whole = _readings(session, month)
        columns = select(col(SiteColumn.id), col(SiteColumn.name), col(Channel.name))
        columns = columns.join(Channel, col(Channel.id) == col(SiteColumn.channel_id))
        named = session.execute(columns.where(col(SiteColumn.id).in_(counts))).all()
        known = select(col(ColumnMonth.column_id), col(ColumnMonth.published))
        entered = {row[0]: row[1] for row in session.execute(known.where(col(ColumnMonth.month) == month))}
    days = last_of(month).day
    found = [
        SeenMonth(one, name, site, sum(counts[one].values()), days - len(whole[one]), entered.get(one))
        for one, name, site in named
    ]
    return tuple(sorted(found, key=lambda one: (one.open_days, one.site, one.column)))


def as_file(month: date, rows: Iterable[SeenMonth]) -> bytes:
    """The rows that can be entered, as a file of the chapter."""
    headings = [label(chapter(KEY), name) for name in ("column_id", "month", "published")]
    cells: list[list[Cell]] = [
        [f"{one.column} · {one.site}", month, one.items] for one in rows if one.can_be_entered
    ]
    return rows_xlsx(Sheet(t(f"records.chapter.{KEY}"), headings, cells))


def _readings(session: Session, month: date) -> tuple[dict[int, dict[date, int]], dict[int, set[date]]]:
    """Column → items of each day of the month, the most that any reading showed; and the days that a reading
    after them still reached back beyond."""
    last = last_of(month)
    query = select(CheckResult.at, CheckResult.evidence).where(  # type: ignore[call-overload]
        col(CheckResult.check) == CHECK,
        col(CheckResult.at) >= clock.start_of(month),
        col(CheckResult.at) < clock.start_of(last + AFTER),
    )
    counts: dict[int, dict[date, int]] = defaultdict(dict)
    whole: dict[int, set[date]] = defaultdict(set)
    for at, evidence in session.execute(query):
        for key, one in ((evidence or {}).get(SEEN) or {}).items():
            column, back_to = int(key), date.fromisoformat(one["back_to"])
            mine = counts[column]
            for text, many in one["days"].items():
                day = date.fromisoformat(text)
                if month <= day <= last:
                    mine[day] = max(mine.get(day, 0), many)
            first = max(month, back_to + timedelta(days=1))
            until = min(last, clock.day_of(at) - timedelta(days=1))
            whole[column] |= {first + timedelta(days=n) for n in range((until - first).days + 1)}
    return counts, whole
