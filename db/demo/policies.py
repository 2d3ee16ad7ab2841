"""Management systems in writing, and security drills."""

from datetime import date, timedelta

from db.demo.story import HISTORY_FROM, RULES, YEAR, Story, months, split, words
from db.demo.units import Grid
from db.models import MlpsResult, RegulationKind, UnitScore

LAUNCH, YEAR_END = date(2019, 2, 1), date(2019, 12, 1)
FIRST_MEAN, YEAR_END_MEAN, LATER_MEAN = 302, 832, 900
SPREAD = 60


def score_units(story: Story, grid: Grid) -> None:
    """Write a score for every supervisor and month that is over; means are exact in tenths of a point. The
    last of these months is counted and closed as an office does it (core.demonstration)."""
    scored = list(months(LAUNCH, story.until))[:-2]
    in_2019 = [month for month in scored if month <= YEAR_END]
    for place, month in enumerate(scored):
        if month <= YEAR_END:
            mean = FIRST_MEAN + round((YEAR_END_MEAN - FIRST_MEAN) * place / (len(in_2019) - 1))
        else:
            mean = min(LATER_MEAN, YEAR_END_MEAN + place - len(in_2019))
        chance = story.chance(f"scores {month}")
        weights = [mean + chance.uniform(-SPREAD, SPREAD) for _ in grid.industry]
        for unit, tenths in zip(grid.industry, split(mean * len(grid.industry), weights), strict=True):
            story.book.add(
                UnitScore, month=month, unit_id=unit.id, score=min(tenths, 1000) / 10, rule_version=RULES
            )


DISTRICT, UNIT, SECURITY = 29, 165, 26
FIRST = date(2016, 3, 1)
# Most are looked at again after eleven years, a few after six.
REVIEWED_AFTER = {False: timedelta(days=11 * 365), True: timedelta(days=6 * 365)}
BOUND = {
    RegulationKind.DISTRICT: "全区各单位",
    RegulationKind.UNIT: "本单位及下属单位",
    RegulationKind.SECURITY: "全区各网站运行维护单位",
}
DRILL_MONTHS = (3, 6, 9, 11)
DRILLS = ("网页篡改", "拒绝服务攻击", "数据恢复", "断网切换")


def issue_policies(story: Story, grid: Grid) -> None:
    """Write the systems in force at the end of 2019, one more a year after, and the drills."""
    chance = story.chance("policies")
    room = (date(YEAR, 12, 20) - FIRST).days

    def some_day() -> date:
        return FIRST + timedelta(days=chance.randint(0, room))

    for number in range(DISTRICT):
        _system(
            story, RegulationKind.DISTRICT, None, _title("示例区", "district_systems", number), some_day()
        )
    for number in range(UNIT):
        body = grid.disclosing[number % len(grid.disclosing)]
        title = _title(body.name, "district_systems", number)
        _system(story, RegulationKind.UNIT, body.id, title, some_day())
    for number in range(SECURITY):
        _system(
            story, RegulationKind.SECURITY, None, _title("示例区", "security_systems", number), some_day()
        )
    for year in range(HISTORY_FROM.year, story.until.year + 1):
        for kind, topics in (
            (RegulationKind.DISTRICT, "district_systems"),
            (RegulationKind.SECURITY, "security_systems"),
        ):
            if (day := date(year, 4, 1) + timedelta(days=chance.randint(0, 120))) <= story.until:
                _system(story, kind, None, f"{_title('示例区', topics, year)}（{year} 年修订）", day)


def hold_drills(story: Story) -> None:
    """Four drills a year."""
    for year in range(YEAR, story.until.year + 1):
        for month, topic in zip(DRILL_MONTHS, DRILLS, strict=True):
            if (day := date(year, month, 18)) <= story.until:
                story.enter(
                    "drill",
                    title=f"{year} 年{topic}应急演练（示例）",
                    day=day,
                    result="已按预案恢复，问题列入整改（示例）",
                    found=month % 4,
                )


def assess_security(story: Story, portal: int) -> None:
    """Every year the portal's protection and the office's data are assessed, and an incident is reported."""
    for year in range(YEAR, story.until.year + 1):
        assessed, next_one = date(year, 6, 12), date(year + 1, 6, 30)
        if (day := assessed + timedelta(days=40)) > story.until:
            return
        story.enter(
            "mlps_assessment",
            channel_id=portal,
            record_number="示例备案-00001",
            assessed_on=assessed,
            result=MlpsResult.MOSTLY,
            assessor="示例测评中心",
            expires_on=next_one,
        )
        story.enter(
            "data_assessment",
            title=f"{year} 年网络数据安全评估（示例）",
            assessed_on=assessed,
            assessor="示例测评中心",
            risks=year % 5 + 1,
            mended=year % 5,
            reported_on=day,
            next_on=next_one,
        )
        story.enter(
            "incident",
            title=f"{year} 年页面短时不能访问（示例）",
            channel_id=portal,
            found_on=day,
            hours=float(year % 4 + 1),
            reported_to="示例区网信办",
            settled_on=day,
        )


def _title(body: str, topics: str, number: int) -> str:
    choice = words()[topics]
    return f"{body}{choice[number % len(choice)]}制度（示例）"


def _system(story: Story, kind: RegulationKind, unit: int | None, title: str, day: date) -> None:
    """Every fifth has no day of review, as in any office that did not always ask for one."""
    number = day.toordinal()
    story.enter(
        "regulation",
        kind=kind,
        unit_id=unit,
        title=title,
        issued_on=day,
        document=f"示例府办发〔{day.year}〕{number % 90 + 1} 号",
        edition=f"{day.year} 版",
        binds=BOUND[kind],
        review_on=None if number % 5 == 0 else day + REVIEWED_AFTER[number % 11 == 0],
    )
