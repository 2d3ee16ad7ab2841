"""Quarterly self-inspections and notices."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from db.demo.story import HISTORY_FROM, YEAR, Story
from db.models import Inspection, Notice, NoticeKind

INSPECTIONS_2019 = ((2, date(2019, 5, 27)), (3, date(2019, 8, 26)), (4, date(2019, 11, 4)))
NOTICES_2019 = {NoticeKind.ALERT: 14, NoticeKind.SUPERVISION: 7, NoticeKind.ASSESSMENT: 9}
TITLES = {
    NoticeKind.ALERT: "网络安全预警通报",
    NoticeKind.SUPERVISION: "网站与政务新媒体督查通报",
    NoticeKind.ASSESSMENT: "网站与政务新媒体考核通报",
}
SIGNS = {NoticeKind.ALERT: "预警", NoticeKind.SUPERVISION: "督查", NoticeKind.ASSESSMENT: "考核"}
LASTS_DAYS = 12


@dataclass
class Papers:
    """(day, id) of inspections and notices, oldest first."""

    inspections: list[tuple[date, int]] = field(default_factory=list)
    notices: list[tuple[date, int]] = field(default_factory=list)


def publish(story: Story) -> Papers:
    """Write three inspections and thirty notices of 2019, then one round every quarter."""
    papers = Papers()
    for quarter, day in INSPECTIONS_2019:
        _inspection(story, papers, YEAR, quarter, day)
    for kind, count in NOTICES_2019.items():
        for number in range(1, count + 1):
            day = date(YEAR, 1, 20) + timedelta(days=round((number - 1) * 330 / count))
            _notice(story, papers, kind, number, day)
    for year in range(HISTORY_FROM.year, story.until.year + 1):
        for quarter in range(1, 5):
            _quarter(story, papers, year, quarter)
    return papers


def _quarter(story: Story, papers: Papers, year: int, quarter: int) -> None:
    begin = date(year, quarter * 3 - 1, 9)
    if begin <= story.until:
        _inspection(story, papers, year, quarter, begin)
    for kind, after in ((NoticeKind.SUPERVISION, 20), (NoticeKind.ASSESSMENT, 32), (NoticeKind.ALERT, 5)):
        if (day := begin + timedelta(days=after)) <= story.until:
            _notice(story, papers, kind, quarter, day)


def _inspection(story: Story, papers: Papers, year: int, quarter: int, day: date) -> None:
    ended = day + timedelta(days=LASTS_DAYS)
    name = f"{year} 年第{'一二三四'[quarter - 1]}季度自查（示例）"
    inspection = story.book.add(
        Inspection, name=name, started_on=day, ended_on=ended if ended <= story.until else None
    )
    papers.inspections.append((day, inspection))


def _notice(story: Story, papers: Papers, kind: NoticeKind, number: int, day: date) -> None:
    notice = story.book.add(
        Notice,
        kind=kind,
        number=f"示例{SIGNS[kind]}〔{day.year}〕{number}号",
        title=f"{TITLES[kind]}（{day.year} 年第 {number} 期，示例）",
        issued_on=day,
        reply_by=day + timedelta(days=15),
    )
    papers.notices.append((day, notice))
