"""What units answered to the newest notices, and reports from the public that wait now."""

from datetime import date, timedelta
from itertools import groupby

from db.demo.channels import Registry
from db.demo.story import Story, instant, words
from db.models import ErrorReport, Issue, Notice, NoticeReceipt

TRACKED_DAYS = 120
SILENT_EVERY = 4
WAITING = (1, 4, 7)  # days ago that a report came in


def answer_notices(story: Story) -> None:
    """A receipt for every unit whose issue a recent notice named; most have replied."""
    since = story.until - timedelta(days=TRACKED_DAYS)
    recent = {row["id"]: row for row in story.book.rows(Notice) if row["issued_on"] >= since}
    named = sorted(
        (row["notice_id"], row["unit_id"]) for row in story.book.rows(Issue) if row["notice_id"] in recent
    )
    for place, ((notice_id, unit_id), issues) in enumerate(groupby(named)):
        _receipt(story, recent[notice_id]["issued_on"], notice_id, unit_id, len(list(issues)), place)


def report_faults(story: Story, registry: Registry) -> None:
    """Reports that nobody has closed yet: one late, one nearly due, one fresh."""
    sites = sorted(registry.sites.values())
    for place, ago in enumerate(WAITING):
        story.book.add(
            ErrorReport,
            channel_id=sites[place % len(sites)],
            text=f"{words()['titles']['error-report'][place % 4]}（示例）",
            received_on=story.until - timedelta(days=ago),
        )


def _receipt(story: Story, issued: date, notice_id: int, unit_id: int, issues: int, place: int) -> None:
    replied = issued + timedelta(days=5 + place % 9)
    done = place % SILENT_EVERY != 0 and replied < story.until
    seen = issued + timedelta(days=1 + place % 3)
    received = instant(seen) if seen < story.until else None
    story.book.add(
        NoticeReceipt,
        notice_id=notice_id,
        unit_id=unit_id,
        issues=issues,
        received_at=received,
        received_by="联络员（示例）" if received else "",
        replied_on=replied if done else None,
        replied_by="联络员（示例）" if done else "",
        reply="已按通报要求完成整改，并开展自查。（示例）" if done else "",
    )
