"""Which chapters of the yearly records the district keeps: all of them, every year."""

from datetime import date

from db.demo.story import YEAR, Story, instant
from db.models import RecordYear

CHAPTERS = (
    "regulation", "drill", "survey", "survey_day", "suggestion", "service_theme", "service_section",
    "unit_score", "traffic", "column_month", "relaunch", "notice", "inspection",
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
