"""A notice compared with the period before (环比) and the same one of the year before (同比).

What was found then is read from the rows of the notice issued about that period, or, where there is none,
from the inspection that closed in it. What neither recorded is not compared."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from core.common.text import t
from core.issues.comparison import FEWEST
from core.notices.figure import Figure, Measure, change_words, count_words
from core.notices.rules import phrases
from core.registry.kinds import kinds
from db.models import (
    Channel,
    Inspection,
    InspectionChannel,
    Notice,
    NoticeEntry,
    NoticePaper,
    PaperState,
)

Which = Literal["previous", "year"]
MONTHS_OF_YEAR = 12
# The figures that are compared, and whether it is their change in per cent that says something.
COMPARED: dict[str, Measure] = {"pass_rate": "points", "failed": "percent", "score.mean": "percent"}

# Words of the catalogue for falling and rising, of what is no count and of counts.
_WAYS = (("down", "up"), ("fewer", "more"))


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was found in an earlier period. `name` is what a text calls the period, `source` the notice or
    inspection it is read from."""

    which: Which
    name: str
    source: str
    entries: tuple[NoticeEntry, ...]


def earlier(session: Session, paper: NoticePaper) -> tuple[Earlier, ...]:
    """The periods that `paper` is compared with: those of which something was recorded."""
    found = []
    for which, name, first, last in _periods(paper.first, paper.last):
        there = _of_notice(session, paper, first, last) or _of_inspection(session, first, last)
        if there:
            found.append(Earlier(which, name, *there))
    return tuple(found)


def changes(medium: str, which: Which, now: Mapping[str, Figure], then: Mapping[str, Figure]) -> list[Figure]:
    """What each compared figure was, and by how much it changed: shares in points, counts and means by
    their difference and, from bases of `FEWEST` on or for a mean, in per cent."""
    found: list[Figure] = []
    for name, measure in COMPARED.items():
        key = f"{medium}.{name}"
        old, new = then.get(key), now.get(key)
        if old is None or new is None or old.value is None or new.value is None:
            continue
        found.append(_was(old, which))
        difference = round(new.value - old.value, 6)
        if measure == "points":
            found.append(_change(new, which, "points", difference))
            continue
        found.append(_change(new, which, "count", difference))
        if old.value and (old.digits or old.value >= FEWEST):
            found.append(_change(new, which, "percent", 100 * difference / old.value))
    return found


def said(medium: str, which: Which, figures: Mapping[str, Figure]) -> list[str]:
    """The changes of a medium as clauses of a sentence."""
    clauses = []
    for name in COMPARED:
        key = f"{medium}.{name}.{which}"
        change = next(
            (figures[one] for one in (f"{key}.points", f"{key}.percent", f"{key}.count") if one in figures),
            None,
        )
        if change is None or change.value is None:
            continue
        if not change.value:
            clauses.append(t("notice.change.same", name=change.name))
            continue
        rising, size = change.value > 0, abs(change.value)
        # Counts become more or fewer; shares and scores rise or fall.
        way = t(f"notice.change.{_WAYS[name == 'failed'][rising]}")
        shown = count_words(size) if change.measure == "count" else change_words(size)
        by = t(f"notice.change.by.{change.measure}", by=shown)
        clauses.append(f"{change.name}{way}{by}")
    return clauses


def _was(old: Figure, which: Which) -> Figure:
    """The figure of then, under a name of its own."""
    label = t(f"notice.change.was.{which}", name=_subject(old))
    words = phrases().earlier[which]
    named, loose = ([f"{word}{name}" for word in words for name in some] for some in (old.phrases, old.loose))
    return Figure(
        f"{old.key}.{which}.was", label, old.value, old.measure, old.medium, old.digits,
        phrases=(label, *named), loose=(label, *loose),
    )  # fmt: skip


def _change(new: Figure, which: Which, measure: Measure, value: float) -> Figure:
    """A change, called by any name of its figure and any word that says which way it went."""
    named = list(dict.fromkeys((_subject(new), *new.phrases)))
    ways = phrases().change
    full = [t(f"notice.change.{which}", name=name.rstrip(": ")) for name in named]
    short = [t(f"notice.change.{which}", name=name.rstrip(": ")) for name in ("", *new.loose)]
    signs = (ways["up"], ways["down"])
    with_sign = [tuple(f"{name}{way}" for name in full for way in one) for one in signs]
    without = [tuple(f"{name}{way}".strip() for name in short for way in one) for one in signs]
    return Figure(
        f"{new.key}.{which}.{measure}", full[0], value, measure, new.medium, new.digits,
        phrases=with_sign[0], loose=(full[0], *without[0]), opposite=(*with_sign[1], *without[1]),
    )  # fmt: skip


def _subject(figure: Figure) -> str:
    return t(f"notice.change.subject.{figure.medium}.{figure.key.split('.', 1)[1]}")


def _periods(first: date, last: date) -> list[tuple[Which, str, date, date]]:
    """The period before and that of a year before, of a span that begins and ends with a month."""
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return []
    months = (last.year - first.year) * MONTHS_OF_YEAR + last.month - first.month + 1
    word = {1: "month", 3: "quarter", MONTHS_OF_YEAR: "year"}.get(months, "span")
    found: list[tuple[Which, str, date, date]] = [
        ("previous", t(f"notice.change.period.{word}"), _shifted(first, -months), first - timedelta(days=1))
    ]
    if months < MONTHS_OF_YEAR:
        year_ago = _shifted(last.replace(day=1), -MONTHS_OF_YEAR)
        end = year_ago.replace(day=monthrange(year_ago.year, year_ago.month)[1])
        found.append(("year", t("notice.change.period.year_ago"), _shifted(first, -MONTHS_OF_YEAR), end))
    return found


def _shifted(day: date, months: int) -> date:
    place = day.year * MONTHS_OF_YEAR + day.month - 1 + months
    return date(place // MONTHS_OF_YEAR, place % MONTHS_OF_YEAR + 1, day.day)


def _of_notice(
    session: Session, paper: NoticePaper, first: date, last: date
) -> tuple[str, tuple[NoticeEntry, ...]] | None:
    """The rows of the newest issued notice of the same kind about exactly these days."""
    row = session.execute(
        select(col(NoticePaper.id), col(Notice.number))
        .join(Notice, col(Notice.id) == col(NoticePaper.notice_id))
        .where(
            col(NoticePaper.kind) == paper.kind,
            col(NoticePaper.state) == PaperState.ISSUED,
            col(NoticePaper.first) == first,
            col(NoticePaper.last) == last,
        )
        .order_by(col(Notice.issued_on).desc(), col(Notice.id).desc())
    ).first()
    if row is None:
        return None
    mine = select(NoticeEntry).where(col(NoticeEntry.paper_id) == row[0]).order_by(col(NoticeEntry.id))
    entries = tuple(session.execute(mine).scalars())
    return (row[1], entries) if entries else None


def _of_inspection(session: Session, first: date, last: date) -> tuple[str, tuple[NoticeEntry, ...]] | None:
    """The channels of the last inspection that closed in these days, by the grades it closed with."""
    one = session.execute(
        select(Inspection)
        .where(col(Inspection.ended_on).between(first, last))
        .where(col(Inspection.id).in_(select(col(InspectionChannel.inspection_id))))
        .order_by(col(Inspection.ended_on).desc(), col(Inspection.id).desc())
    ).scalars().first()  # fmt: skip
    if one is None:
        return None
    rows = session.execute(
        select(InspectionChannel, Channel)
        .join(Channel, col(Channel.id) == col(InspectionChannel.channel_id))
        .where(col(InspectionChannel.inspection_id) == one.id)
        .order_by(col(InspectionChannel.id))
    ).all()
    entries = [_entry(inspected, channel) for inspected, channel in rows if inspected.grade]
    return (one.name, tuple(entries)) if entries else None


def _entry(inspected: InspectionChannel, channel: Channel) -> NoticeEntry:
    """A line as a notice would have had it; never stored."""
    return NoticeEntry(
        paper_id=0, channel_id=channel.id, unit_id=inspected.unit_id, medium=kinds()[channel.kind].medium,
        kind=channel.kind, category=channel.category, level=channel.level, name=channel.name, unit="",
        site_code=channel.site_code, address=channel.url or channel.account, grade=inspected.grade,
        score=inspected.score,
    )  # fmt: skip


def entries_then(found: Sequence[Earlier], which: str) -> tuple[NoticeEntry, ...]:
    """The rows of that earlier period; none where nothing is compared with it."""
    return next((one.entries for one in found if one.which == which), ())
