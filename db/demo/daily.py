"""Who read what and what was found, reviews of texts, trainings, work groups: the last year of the office."""

from datetime import date, timedelta

from db.demo.story import Story
from db.demo.units import Grid
from db.models import Channel, GroupFinding, GroupPlatform, RegisteredState, Shift

DAYS = 60
PEOPLE = ("值班员甲（示例）", "值班员乙（示例）", "值班员丙（示例）")
SUBJECTS = ("信息发布审核", "网站安全防护", "政务新媒体运营", "年度报表填报")
GROUPS = ("工作群", "通知群", "值班群", "家校群")


def keep_daily(story: Story, grid: Grid) -> None:
    """A roster and a log of the last weeks, texts reviewed, a training a quarter, groups screened once."""
    states = (None, RegisteredState.RUNNING)
    running = [row for row in story.book.rows(Channel) if row.get("registered") in states]
    for back in range(DAYS):
        _one_day(story, story.until - timedelta(days=back), back, running)
    for year in range(story.until.year - 1, story.until.year + 1):
        for place, month in enumerate((2, 5, 8, 11)):
            if (day := date(year, month, 16)) <= story.until:
                story.enter(
                    "training", day=day, title=f"{SUBJECTS[place]}培训（示例）", unit_id=None,
                    attendees=60 + 10 * place, hours=6.0,
                )  # fmt: skip
    screened = story.until - timedelta(days=45)
    findings = (GroupFinding.KEEP, GroupFinding.IDLE, GroupFinding.DUPLICATE, GroupFinding.FORCED)
    for place, unit in enumerate(grid.industry[:24]):
        finding = findings[place % len(findings)]
        mended = finding is not GroupFinding.KEEP and place % 3
        story.enter(
            "work_group",
            name=f"{unit.name}{GROUPS[place % len(GROUPS)]}（示例）",
            platform=GroupPlatform.WECHAT,
            unit_id=unit.id,
            members=20 + 5 * place,
            screened_on=screened,
            finding=finding,
            closed_on=screened + timedelta(days=20) if mended else None,
        )


def _one_day(story: Story, day: date, back: int, running: list[dict[str, object]]) -> None:
    person = PEOPLE[back % len(PEOPLE)]
    story.enter("duty", day=day, shift=Shift.WHOLE, unit_id=None, person=person)
    for place in range(3):
        channel = running[(3 * back + place) % len(running)]
        wrong = (back + place) % 9 == 0
        story.enter(
            "reading", day=day, channel_id=channel["id"], person=person, pages=20 + (back + place) % 15,
            found=int(wrong), note="错别字一处（示例）" if wrong else "",
        )  # fmt: skip
    if back % 4 == 0:
        channel = running[back % len(running)]
        story.enter(
            "review", published_on=day, channel_id=channel["id"], title=f"{day:%m月%d日}工作动态（示例）",
            first_review="科员（示例）", second_review="科长（示例）", final_review="分管领导（示例）",
            first_proof="一校（示例）", second_proof="二校（示例）", final_proof="三校（示例）",
            corrected=back % 3,
        )  # fmt: skip
