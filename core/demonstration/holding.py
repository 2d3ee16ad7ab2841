"""Units whose issues a notice named are called to account; the rarer kinds fall to a person of the unit."""

from datetime import timedelta

from core.accountability.keeping import Form, enter
from core.common import clock
from core.demonstration.office import ACTOR
from db.demo.story import Story, instant, words
from db.models import Issue, Notice

REMEMBERED_DAYS = 730
KINDS = ("talk", "criticism", "talk", "self-criticism", "criticism", "demerit")
AFTER = timedelta(days=12)


def hold_to_account(story: Story) -> int:
    """Enter what followed the notices of two years; returns how many."""
    units: dict[int, set[int]] = {}
    for row in story.book.rows(Issue):
        if row.get("notice_id"):
            units.setdefault(row["notice_id"], set()).add(row["unit_id"])
    since = story.until - timedelta(days=REMEMBERED_DAYS)
    recent = [row for row in story.book.rows(Notice) if row["issued_on"] >= since and row["id"] in units]
    entered, known = 0, words()["entered"]
    for place, notice in enumerate(recent):
        day = notice["issued_on"] + AFTER
        if day > story.until:
            continue
        for unit in sorted(units[notice["id"]])[: 1 + place % 2]:
            kind = KINDS[(place + unit) % len(KINDS)]
            person = known["deputy"] if kind == "demerit" else ""
            form = Form(kind, unit, day, known["called_for"], person, notice["number"])
            with clock.frozen(instant(day)):
                enter(form, actor=ACTOR)
            entered += 1
    return entered
