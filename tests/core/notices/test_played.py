"""A made-up quarter played as an office plays it: inspection, scores typed by hand, marks, notice. Every
figure such notices print is counted from its rows, and so are the rows behind it."""

from datetime import timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.inspections import making, marking, results, scoring
from core.inspections.drawing import Scope
from core.inspections.marking import Seen
from core.notices.draft import faults, read_draft
from core.notices.drafting import Wanted, begin
from core.notices.rows import entries_behind
from core.notices.scope import examined_by, issues_of
from db.models import ChannelEvent, EventKind, JudgedAs, NoticeKind
from tests.rows import NOON, _add, a_unit, a_website

CHIEF = Actor("丙", Role.SUPERVISOR)
# Level, category, and the score typed; None: failed by a single indicator.
SITES = [
    ("city", "portal", 121.5), ("city", "portal", 112.0), ("county", "portal", 104.0),
    ("county", "portal", 88.5),
    ("county", "department", 79.0), ("county", "department", 71.5), ("county", "institution", 58.0),
    ("", "", None),
]  # fmt: skip
# What such a notice prints, and the figure it is.
PRINTED = {
    "websites.running": 8, "websites.examined": 8, "websites.share_examined": 100, "websites.passed": 6,
    "websites.failed": 2, "websites.vetoed": 1, "websites.low": 1, "websites.pass_rate": 75,
    "websites.over": 3, "websites.over_share": 37.5, "websites.beyond": 1, "websites.band.110": 1,
    "websites.band.100": 1, "websites.score.mean": 90.64, "websites.score.highest": 121.5,
    "websites.score.from.110": 2, "websites.score.grade.80": 1, "websites.score.grade.70": 2,
    "websites.score.below": 1, "websites.cross.city.portal": 2, "websites.cross.county.department": 2,
    "websites.of_cross.county.portal.mean": 96.25, "websites.of_cross.county.portal.pass_rate": 100,
    "websites.of_category.institution.failed": 1, "websites.level.none": 1, "websites.category.none": 1,
    "websites.of_level.county.pass_rate": 80,
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(NOON):
        yield


def test_every_figure_of_a_played_quarter_is_counted_from_rows():
    unit = a_unit(name="示例局")
    for place, (level, category, _) in zip("甲乙丙丁戊己庚辛", SITES, strict=True):
        site = a_website(level=level, category=category, name=f"示例{place}", unit_id=unit)
        opened = clock.today() - timedelta(days=400)
        _add(ChannelEvent(channel_id=site, day=opened, kind=EventKind.OPENED, delta=1))
    inspection = making.start("三季度检查", Scope(), actor=CHIEF)
    rows = sorted(results.checked(inspection), key=lambda line: line.channel_id)
    for row, (_, _, score) in zip(rows, SITES, strict=True):
        if score is None:
            marking.mark_one(row.row_id, Seen("V-W1"), JudgedAs.FAILED, actor=CHIEF)
        else:
            scoring.give(row.row_id, score, reason="考评组打分", seen=None, actor=CHIEF)
    making.close(inspection, actor=CHIEF)
    wanted = Wanted(
        kind=NoticeKind.SUPERVISION, title="通报", first=clock.today(), last=clock.today(), office="示例办",
        recipients="各单位", examined=examined_by(inspection), issue_ids=issues_of(inspection),
        inspection_id=inspection,
    )  # fmt: skip
    draft = read_draft(begin(wanted, actor=CHIEF))
    came_out = {key: draft.figures[key].value for key in PRINTED if key in draft.figures}
    equal = [key for key, value in came_out.items() if value == pytest.approx(PRINTED[key], abs=0.005)]
    print(f"{len(equal)} of {len(PRINTED)} figures equal")
    assert {key: came_out.get(key) for key in PRINTED if key not in equal} == {}
    assert [key for key in PRINTED if key != "websites.running" and entries_behind(draft, key) is None] == []
    for dimension in ("level", "category", "cross"):
        parts = [one.value for key, one in draft.figures.items() if key.startswith(f"websites.{dimension}.")]
        assert sum(parts) == len(SITES)
    assert faults(draft) == ()
