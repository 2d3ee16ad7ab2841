"""Who was called to account in the demonstration: after each notice of two years, one unit or two."""

from datetime import date, timedelta

from db.demo.story import Story, instant
from db.models import Accountability, Issue, Notice

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
