"""What stops a notice: every obstacle stops it, is named, and no longer stops it once it is mended."""

import re
from datetime import date
from pathlib import Path

import pytest

from core.accountability.keeping import Form, enter
from core.common import clock
from core.common.errors import NoticeRefused
from core.common.text import LANGUAGES, catalogue
from core.notices.draft import read_draft
from core.notices.drafting import Edit, edit
from core.notices.issuing import issue
from core.notices.obstacles import Name, of_form, stopping
from core.notices.scope import Examined
from db.engine import writing
from db.models import ChannelEvent, EventKind, Notice, ObservedState, Severity
from tests.core.notices.places import BEGAN, LAST, SUPERVISOR, draft
from tests.rows import NOON, a_unit, a_website, all_of, an_issue

TABLE = Path(__file__).parents[3] / "docs" / "notices.md"
TODAY, REPLY = date(2026, 11, 23), date(2026, 12, 8)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def names(paper: int) -> list[Name]:
    return [one.name for one in stopping(read_draft(paper))]


def send(paper: int, **given: object) -> int:
    fields = {"number": "示例督查〔2026〕1号", "issued_on": TODAY, "reply_by": REPLY} | given
    version = read_draft(paper).paper.version
    return issue(paper, version, actor=SUPERVISOR, **fields)  # type: ignore[arg-type]


def write(
    paper: int, *, office: str = "示例办", to: str = "各单位", title: str = "通报", **bodies: str
) -> None:
    version = read_draft(paper).paper.version
    edit(paper, version, Edit("通报", office, to, "", REPLY, bodies), actor=SUPERVISOR)


def section(paper: int, key: str) -> str:
    return next(one["body"] for one in read_draft(paper).paper.sections if one["key"] == key)


@pytest.mark.parametrize(("field", "name"), [("office", Name.OFFICE), ("to", Name.RECIPIENTS)])
def test_an_empty_head_stops_a_notice_until_it_is_filled(either_database, field, name):
    paper = draft((), issue_ids=[an_issue()])
    write(paper, **{field: "  "})
    assert names(paper) == [name]
    with pytest.raises(NoticeRefused, match=catalogue("zh")[f"notice.obstacle.{name}"]):
        send(paper)
    assert all_of(Notice) == []
    write(paper)
    assert names(paper) == []
    send(paper)


@pytest.mark.parametrize(
    ("field", "empty", "name"),
    [("number", " ", Name.NUMBER), ("issued_on", None, Name.ISSUED_ON), ("reply_by", None, Name.REPLY_BY)],
)
def test_an_empty_field_of_the_form_stops_a_notice(database, field, empty, name):
    paper = draft((), issue_ids=[an_issue()])
    with pytest.raises(NoticeRefused, match=catalogue("zh")[f"notice.obstacle.{name}"]):
        send(paper, **{field: empty})
    assert all_of(Notice) == []
    assert of_form("1号", TODAY, REPLY) == ()


def test_praise_is_proposed_only_for_units_that_nothing_speaks_against(either_database):
    above = a_unit(name="示例教委")
    good = a_unit(name="示例一中", parent_id=above)
    late, down = a_unit(name="示例二中", parent_id=above), a_unit(name="示例三中")
    called, fifth = a_unit(name="示例四中"), a_unit(name="示例五中")
    entries = [
        Examined(a_website(unit_id=unit), "passed") for unit in (above, good, late, down, called, fifth)
    ]
    an_issue(unit_id=late)
    a_website(unit_id=down, observed=ObservedState.SILENT)
    enter(Form("talk", called, LAST, "长期不更新"), actor=SUPERVISOR)
    paper = draft(entries)
    praised = section(paper, "praise")
    assert "示例一中" in praised
    assert "示例五中" in praised
    for name in ("示例教委", "示例二中", "示例三中", "示例四中"):
        assert name not in praised


def test_a_unit_both_praised_and_censured_stops_a_notice(either_database):
    above = a_unit(name="示例区教育委员会")
    below = a_unit(name="示例区第一中学", parent_id=above)
    longer = a_unit(name="示例区教育委员会考试院")
    paper = draft([Examined(a_website(unit_id=longer), "passed")], issue_ids=[an_issue(unit_id=below)])
    write(paper, praise="示例区教育委员会考试院管理规范，予以表扬。")
    assert names(paper) == []
    write(paper, praise="示例区教育委员会、示例区教育委员会考试院予以表扬。")
    assert names(paper) == [Name.PRAISED]
    with pytest.raises(NoticeRefused, match="“示例区教育委员会”不能表扬：本通报点名"):
        send(paper)


def test_a_key_of_the_program_stops_a_notice_wherever_it_stands(database):
    site = a_website(name="示例portal网站")
    paper = draft([Examined(site, "passed")], issue_ids=[an_issue(channel_id=site)])
    assert names(paper) == []
    for words in ("按层级分，city若干、其他若干", "wechat_subscription 有误", "状态为accepted。"):
        write(paper, requirements=words)
        assert names(paper) == [Name.RAW_KEY], words
    write(paper, requirements="请查看 https://city.example.cn/portal/county 和 app.example.cn。")
    assert names(paper) == []


def test_nothing_is_issued_of_which_nothing_was_judged(database):
    paper = draft([Examined(a_website(), "unjudged"), Examined(a_website(), "unjudged")])
    assert Name.UNJUDGED in names(paper)
    with pytest.raises(NoticeRefused, match="尚未作出判定"):
        send(paper)
    write(paper, scope="")
    assert names(paper) == [], "taken out of the text, as the sentence advises"
    some = draft([Examined(a_website(), "unjudged"), Examined(a_website(), "passed")])
    assert names(some) == []
    write(some, scope="示例网站未判定。")
    assert names(some) == [Name.UNJUDGED]


def test_a_figure_against_the_records_stops_a_notice_whatever_reason_is_given(database):
    paper = draft([Examined(a_website(), "passed")])
    write(paper, scope=section(paper, "scope").replace("网站合格率100%", "网站合格率98%"))
    assert names(paper) == [Name.DIFFERS]
    with pytest.raises(NoticeRefused, match=r"98%.*100%"):
        send(paper, reason="按市里口径")
    write(paper, scope="另有培训4127人次。")
    assert names(paper) == [Name.UNTRACED]
    with pytest.raises(NoticeRefused, match="4127人次"):
        send(paper)


def test_a_letter_that_no_font_has_stops_a_notice_and_seldom_ones_do_not(database):
    site = a_website(name="示例㛃䶮𬭎站")
    paper = draft([Examined(site, "failed", problem="𠮷祥栏目空白•")])
    assert Name.LETTERS not in names(paper)
    write(paper, requirements="请\U0002a6a5立即整改\U0001f600")
    assert [str(one) for one in stopping(read_draft(paper)) if one.name is Name.LETTERS] == [
        catalogue("zh")["notice.obstacle.letters"].replace("{letters}", "\U0002a6a5 \U0001f600")
    ]
    with pytest.raises(NoticeRefused, match="\U0002a6a5"):
        send(paper)


def test_problems_come_gravest_first_and_each_site_once_in_its_class(either_database):
    unit = a_unit(name="示例局")
    site = a_website(unit_id=unit, name="示例局网站")
    many = {"check": "links", "severity": Severity.GENERAL}
    ids = [an_issue(unit_id=unit, channel_id=site, **many) for _ in range(3)]
    ids.append(an_issue(unit_id=unit, channel_id=site, check="home_freshness", severity=Severity.VETO))
    lines = section(draft((), issue_ids=ids), "problems").splitlines()
    words = catalogue("zh")
    assert lines[1] == f"（一）{words['check.home_freshness.issue']}（1项）。示例局网站。"
    assert lines[2] == f"（二）{words['check.links.issue']}（3项）。示例局网站。"


def test_accountability_is_said_in_words_that_agree_with_the_records(either_database):
    first, second = a_unit(name="示例一局"), a_unit(name="示例二局")
    for unit in (first, second, second):
        enter(Form("talk", unit, LAST, "超期未整改"), actor=SUPERVISOR)
    paper = draft((), issue_ids=[an_issue()])
    assert section(paper, "accountability") == "约谈2家单位：示例二局、示例一局。"
    assert names(paper) == []
    write(paper, accountability="约谈4家单位：示例二局、示例一局。")
    assert names(paper) == [Name.DIFFERS]


def test_accounts_lumped_together_by_published_totals_are_named_kind_by_kind(either_database):
    kinds = ["wechat_subscription", "douyin", "douyin", "xiaohongshu"]
    sites = [a_website(kind=kind) for kind in kinds]
    with writing() as session:
        for site in sites:
            session.add(ChannelEvent(channel_id=site, day=BEGAN, kind=EventKind.OPENED, delta=1))
    counts = section(draft([Examined(site, "passed") for site in sites]), "counts")
    assert "微信公众号1个、抖音2个、小红书1个" in counts


def test_the_page_of_the_documentation_names_every_obstacle_with_its_test():
    rows = re.findall(r"^\| `(\w+)` \|.*\| `(\w+)` \|$", TABLE.read_text("utf-8"), re.MULTILINE)
    assert [name for name, _ in rows] == [name.value for name in Name]
    source = Path(__file__).read_text("utf-8")
    assert all(f"def {test}(" in source for _, test in rows)
    for language in LANGUAGES:
        assert all(f"notice.obstacle.{name}" in catalogue(language) for name in Name)
