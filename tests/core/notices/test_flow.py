"""A notice from draft to reply: saved only on the newest version, frozen when issued, answered by unit."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError, NoticeRefused
from core.common.settings import settings
from core.common.text import catalogue, use_language
from core.notices import lists
from core.notices.document import annexes
from core.notices.draft import faults, read_draft
from core.notices.drafting import Edit, discard, draft_anew, edit, examine_anew
from core.notices.figure import percent_words
from core.notices.issuing import issue, next_number
from core.notices.replies import acknowledge, reply, withdraw_reply
from core.notices.rows import OF_UNITS, entries_behind, issues_behind
from core.notices.scope import Examined, examined_by, issues_of
from db.engine import writing
from db.models import (
    AuditEntry,
    Inspection,
    InspectionChannel,
    InspectionMark,
    Issue,
    IssueState,
    JudgedAs,
    Notice,
    NoticeKind,
    NoticePaper,
    NoticeReceipt,
)
from tests.core.notices.places import SUPERVISOR, draft
from tests.rows import NOON, a_unit, a_website, all_of, an_issue

CLERK = Actor("经办人", Role.STAFF)
TODAY, REPLY = date(2026, 11, 23), date(2026, 12, 8)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def edited(
    paper_id: int, version: int, *, actor: Actor = SUPERVISOR, title: str = "通报", **bodies: str
) -> int:
    return edit(paper_id, version, Edit(title, "示例办", "各单位", "", REPLY, bodies), actor=actor)


def issued(paper_id: int, version: int = 1, number: str = "示例督查〔2026〕1号", **more: str) -> int:
    return issue(
        paper_id, version, number=number, issued_on=TODAY, reply_by=REPLY, actor=SUPERVISOR, **more
    )  # fmt: skip


def settled(issue_id: int) -> None:
    with writing() as session:
        row = session.get(Issue, issue_id)
        assert row is not None
        row.state = IssueState.VERIFIED


def body(paper_id: int, key: str) -> str:
    sections = read_draft(paper_id).paper.sections
    return next(section["body"] for section in sections if section["key"] == key)


def test_a_draft_names_each_unit_under_its_class_of_problem(either_database):
    unit = a_unit(name="示例一局")
    site = a_website(unit_id=unit, name="示例一局网站")
    other = a_unit(name="示例二局")
    ids = [
        an_issue(unit_id=unit, channel_id=site, check="home_freshness"),
        an_issue(unit_id=other, check="home_freshness"),
        an_issue(unit_id=other, title="办事指南中的联系电话与实际不一致且超过一周仍未更正"),
        an_issue(unit_id=other, title="空白栏目"),
    ]
    words = body(draft((), issue_ids=ids), "problems")
    assert "共通报问题4项，涉及单位2个。" in words
    name = catalogue("zh")["check.home_freshness.issue"]
    assert f"（一）{name}（2项）。示例一局网站、示例二局。" in words
    assert "（二）空白栏目（1项）。示例二局。\n（三）其他问题（1项）。示例二局。" in words
    assert "人工登记" not in words


def test_the_next_notice_names_what_is_not_rectified_and_who_did_not_report_back(either_database):
    units = [a_unit(name=f"示例{n}局") for n in "甲乙丙"]
    ids = [an_issue(unit_id=unit) for unit in units]
    notice = issued(draft((), issue_ids=ids))
    settled(ids[0])
    reply(notice, units[0], "已整改", actor=SUPERVISOR)
    reply(notice, units[1], "正在整改", actor=SUPERVISOR)
    words = body(draft((), issue_ids=[an_issue()]), "recheck")
    assert "上期通报问题3项，涉及3个单位，已完成整改1项。" in words
    titles = {issue.id: issue.title for issue in all_of(Issue)}
    second, third = titles[ids[1]], titles[ids[2]]
    assert f"尚未完成整改2项：示例乙局（{second}）；示例丙局（{third}）。" in words
    assert "未按期反馈1个单位：示例丙局。" in words


def test_the_re_check_tells_what_was_reported_and_sent_back_and_keeps_it(either_database):
    unit = a_unit(name="示例甲局")
    site = a_website(unit_id=unit, name="某某网站")
    given = {"unit_id": unit, "channel_id": site, "state": IssueState.RETURNED, "times_returned": 1}
    ids = [an_issue(**given, check=check) for check in ("links", "tags")]
    issued(draft((), issue_ids=[*ids, an_issue()]))
    paper = draft((), issue_ids=[an_issue()])
    links, tags = (catalogue("zh")[f"check.{check}.issue"] for check in ("links", "tags"))
    assert (
        f"尚未完成整改3项（其中已报告整改、经复查退回2项）：示例甲局所办某某网站（{links}、{tags}）；"
        in body(paper, "recheck")
    )
    assert not faults(read_draft(paper))
    issued(paper, number="示例督查〔2026〕2号")
    for issue_id in ids:
        settled(issue_id)
    assert [one.issue_id for one in read_draft(paper).unsettled][:2] == ids
    assert "上期通报未完成整改问题清单" in [annex.title for annex in annexes(read_draft(paper))]


def test_somebody_elses_save_is_not_overwritten_and_named(either_database):
    paper = draft((), issue_ids=[an_issue()])
    edited(paper, 1, actor=Actor("王主任", Role.SUPERVISOR), praise="甲")
    with pytest.raises(NoticeRefused, match="王主任 已于 2026-11-23 12:00"):
        edited(paper, 1, praise="乙")
    assert body(paper, "praise") == "甲"


def test_what_was_changed_stands_in_the_audit_trail(database):
    paper = draft((), issue_ids=[an_issue()])
    edited(paper, 1, praise="表扬甲")
    entry = all_of(AuditEntry)[-1]
    assert (entry.noun, entry.action, entry.noun_id) == ("notice", "edit", paper)
    assert entry.changes["praise"] == ["", "表扬甲"]
    assert "problems" not in entry.changes


def test_an_issued_notice_does_not_change_any_more(either_database):
    site = a_website(name="示例网站")
    paper = draft([Examined(site, "failed", vetoed=True, problem="首页不更新")], issue_ids=[an_issue()])
    issued(paper)
    before = read_draft(paper)
    for attempt in (lambda: edited(paper, 2), lambda: draft_anew(paper, 2, actor=SUPERVISOR)):
        with pytest.raises(NoticeRefused, match="已印发"):
            attempt()
    with writing() as session:
        row = session.get(NoticePaper, paper)
        assert row is not None
        row.last = date(2030, 1, 1)
    a_website(name="后来的网站")
    after = read_draft(paper)
    assert after.figures == before.figures
    assert after.figures["websites.failed"].value == 1


def test_only_units_that_are_named_get_a_receipt(either_database):
    good, bad, named = a_unit(), a_unit(), a_unit()
    entries = [Examined(a_website(unit_id=good), "passed"), Examined(a_website(unit_id=bad), "failed")]
    notice = issued(draft(entries, issue_ids=[an_issue(unit_id=named), an_issue(unit_id=named)]))
    receipts = {one.unit_id: one.issues for one in all_of(NoticeReceipt)}
    assert receipts == {bad: 0, named: 2}
    assert {one.notice_id for one in all_of(Issue)} == {notice}


def test_an_issue_named_again_keeps_its_first_notice(database):
    one = an_issue()
    first = issued(draft((), issue_ids=[one]))
    issued(draft((), issue_ids=[one]), number="示例督查〔2026〕2号")
    assert all_of(Issue)[0].notice_id == first


def test_a_number_is_used_once(either_database):
    issued(draft((), issue_ids=[an_issue()]))
    second = draft((), issue_ids=[an_issue()])
    with pytest.raises(NoticeRefused, match="示例督查〔2026〕1号 已被使用"):
        issued(second)
    assert read_draft(second).is_draft


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((), "督查〔2026〕1号"),
        (("示例督查〔2026〕9号", "示例督查〔2026〕10号"), "示例督查〔2026〕11号"),
        (("示例督查〔2025〕40号",), "示例督查〔2026〕1号"),
        (("口头通报",), "督查〔2026〕1号"),
    ],
)
def test_the_next_number_goes_on_from_the_last(database, numbers, expected):
    for number in numbers:
        with writing() as session:
            session.add(
                Notice(kind=NoticeKind.SUPERVISION, number=number, title="通报", issued_on=date(2026, 1, 1))
            )
    assert next_number(NoticeKind.SUPERVISION, 2026) == expected


def test_a_figure_that_no_record_knows_is_issued_only_with_what_bears_it_out(database):
    paper = draft([Examined(a_website(), "passed")])
    edited(paper, 1, requirements="全区共发放手册4127份。")
    with pytest.raises(NoticeRefused, match="4127份"):
        issued(paper, 2)
    issued(paper, 2, reason="示例区手册发放登记表")
    assert all_of(AuditEntry)[-1].reason == "示例区手册发放登记表"


@pytest.mark.parametrize(
    ("day", "until", "said"),
    [
        (date(2026, 11, 24), REPLY, "不能晚于今天"),
        (TODAY, TODAY, "要晚于印发日期"),
        (date(2026, 9, 29), REPLY, "不能早于统计期间"),
    ],
)
def test_days_out_of_order_are_refused(database, day, until, said):
    paper = draft((), issue_ids=[an_issue()])
    with pytest.raises(NoticeRefused, match=said):
        issue(paper, 1, number="1", issued_on=day, reply_by=until, actor=SUPERVISOR)
    assert all_of(Notice) == []


def test_replies_are_kept_by_unit_with_all_that_was_said(either_database):
    unit = a_unit()
    notice = issued(draft((), issue_ids=[an_issue(unit_id=unit)]))
    staff = Actor("张三", Role.STAFF, unit_id=unit)
    acknowledge(notice, unit, actor=staff)
    reply(notice, unit, "正在整改", actor=staff)
    reply(notice, unit, "已整改完毕", actor=staff)
    receipt = all_of(NoticeReceipt)[0]
    assert (receipt.received_by, receipt.reply, receipt.replied_on) == ("张三", "已整改完毕", TODAY)
    said = [entry.changes["reply"][1] for entry in all_of(AuditEntry) if entry.action == "reply"]
    assert said == ["正在整改", "已整改完毕"]
    withdraw_reply(notice, unit, actor=staff)
    assert all_of(NoticeReceipt)[0].replied_on is None


def test_a_unit_answers_for_itself_only(database):
    mine, theirs = a_unit(), a_unit()
    notice = issued(draft((), issue_ids=[an_issue(unit_id=mine), an_issue(unit_id=theirs)]))
    with pytest.raises(NoticeRefused, match="本单位"):
        reply(notice, theirs, "已整改", actor=Actor("张三", Role.STAFF, unit_id=mine))
    with pytest.raises(NoticeRefused, match="不在这份通报"):
        reply(notice, a_unit(), "已整改", actor=SUPERVISOR)


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 24)])
def test_a_reply_lies_between_issue_and_today(database, day):
    unit = a_unit()
    notice = issued(draft((), issue_ids=[an_issue(unit_id=unit)]))
    with pytest.raises(NoticeRefused, match="反馈日期"):
        reply(notice, unit, "已整改", actor=SUPERVISOR, replied_on=day)


def test_staff_neither_draft_nor_issue(database):
    paper = draft((), issue_ids=[an_issue()])
    for attempt in (
        lambda: edited(paper, 1, actor=CLERK),
        lambda: discard(paper, 1, actor=CLERK),
        lambda: examine_anew(paper, 1, None, actor=CLERK),
    ):
        with pytest.raises(DomainError, match="需要"):
            attempt()


def test_a_discarded_draft_is_gone(database):
    paper = draft((), issue_ids=[an_issue()])
    discard(paper, 1, actor=SUPERVISOR)
    with pytest.raises(NoticeRefused, match="已作废"):
        read_draft(paper)


def test_verdicts_can_be_taken_anew_without_touching_the_words(database):
    site = a_website()
    paper = draft([Examined(site, "failed")], issue_ids=[an_issue()])
    edited(paper, 1, praise="手写")
    examine_anew(paper, 2, [Examined(site, "passed")], actor=SUPERVISOR)
    found = read_draft(paper)
    assert found.figures["websites.passed"].value == 1
    assert body(paper, "praise") == "手写"
    assert len(found.issues) == 1


def test_one_section_is_worded_anew_and_the_others_stay(database):
    paper = draft((), issue_ids=[an_issue()])
    edited(paper, 1, problems="手写", praise="手写")
    draft_anew(paper, 2, actor=SUPERVISOR, only=["problems"])
    assert "共通报问题1项" in body(paper, "problems")
    assert body(paper, "praise") == "手写"


def test_nothing_to_say_is_no_notice(database):
    with pytest.raises(NoticeRefused, match="没有可通报的内容"):
        draft(())


def test_a_paper_keeps_its_language_whoever_edits_it(database):
    use_language("en")
    paper = draft([Examined(a_website(), "passed")])
    use_language("zh")
    draft_anew(paper, 1, actor=SUPERVISOR)
    assert "websites pass rate: 100%" in body(paper, "scope")
    found = read_draft(paper)
    assert found.figures["websites.pass_rate"].label == "websites: pass rate"


def test_lists_count_drafts_notices_and_answers_alike_on_both_databases(either_database):
    units = [a_unit(name="示例甲局"), a_unit(name="示例乙局")]
    notice = issued(draft((), issue_ids=[an_issue(unit_id=unit) for unit in units]))
    second = draft((), issue_ids=[an_issue()], title="第二份")
    reply(notice, units[0], "已整改", actor=SUPERVISOR)
    assert [(row.title, row.is_draft) for row in lists.listed().rows] == [
        ("第二份", True),
        ("示例通报", False),
    ]
    row = lists.listed(stage="issued", words="督查 1号").rows[0]
    assert (row.number, row.units, row.received, row.replied) == ("示例督查〔2026〕1号", 2, 1, 1)
    assert lists.listed(stage="draft").rows[0].paper_id == second
    assert lists.counts() == lists.Counts(drafts=1, issued=1, waiting=1, overdue=0)
    assert [row.unit for row in lists.replies(which="waiting").rows] == ["示例乙局"]
    assert [row.state for row in lists.replies(notice_id=notice).rows] == ["waiting", "replied"]
    with clock.frozen(NOON + timedelta(days=30)):
        assert lists.counts().overdue == 1
        assert lists.listed(stage="issued").rows[0].late


def test_every_counted_figure_of_a_notice_opens_as_many_rows_as_it_says(database):
    grades = ["passed", "passed", "basic", "failed", "failed", "unjudged"]
    entries = [
        Examined(a_website(category="portal"), grade, vetoed=place == 3, score=95.0 + place * 7, problem="甲")
        for place, grade in enumerate(grades)
    ]
    found = read_draft(draft(entries, issue_ids=[an_issue(), an_issue(check="home_freshness")]))
    checked = 0
    for key, figure in found.figures.items():
        rows = entries_behind(found, key)
        rows = issues_behind(found, key) if rows is None else rows
        units = key == "problems.units" or key.endswith(OF_UNITS)
        if rows is not None and not (figure.percent or figure.digits or units):
            assert len(rows) == figure.value, key
            checked += 1
    assert checked > 15


def test_a_basic_pass_is_a_pass_in_the_rate_of_a_notice_as_everywhere(database):
    grades = ["passed", "basic", "basic", "failed", "unjudged"]
    found = read_draft(draft([Examined(a_website(), grade) for grade in grades]))
    assert found.figures["websites.pass_rate"].words == "75%"


@pytest.mark.parametrize(("digits", "said"), [("0", "99%"), ("2", "99.12%"), (None, "99.1%")])
def test_percentages_have_as_many_digits_as_the_office_sets(monkeypatch, digits, said):
    if digits is not None:
        monkeypatch.setenv("SUPERVISION_NOTICE_PERCENT_DIGITS", digits)
    settings.cache_clear()
    assert percent_words(99.1189) == said
    assert percent_words(100.0) == "100%"
    assert percent_words(99.99999) != "100%"
    settings.cache_clear()


def test_an_inspections_grades_and_marks_are_taken_over(either_database):
    site, other = a_website(name="示例网站"), a_website()
    with writing() as session:
        inspection = Inspection(name="三季度抽查", started_on=date(2026, 9, 1), ended_on=TODAY)
        session.add(inspection)
        session.flush()
        for channel_id, grade in ((site, "failed"), (other, "passed")):
            row = InspectionChannel(
                inspection_id=inspection.id, channel_id=channel_id, unit_id=1, machine_at=NOON,
                machine={"V-W2": {"found": "failed"}, "V-W3": {"found": "met"}}, grade=grade, score=88.0,
            )  # fmt: skip
            session.add(row)
            session.flush()
            if channel_id == site:
                for indicator, word in (("V-W2", JudgedAs.EXEMPT), ("V-W3", JudgedAs.FAILED)):
                    session.add(
                        InspectionMark(
                            inspection_channel_id=row.id, indicator=indicator, judged_as=word,
                            marked_by="甲", marked_at=NOON,
                        )
                    )  # fmt: skip
    found = examined_by(inspection.id)
    assert [(one.grade, one.vetoed) for one in found] == [("failed", True), ("passed", False)]
    assert found[0].problem == "首页不更新"
    named = an_issue(inspection_id=inspection.id)
    assert issues_of(inspection.id) == (named,)
    paper = draft(found, issue_ids=[named], inspection_id=inspection.id)
    assert "三季度抽查" in body(paper, "basis")
    assert faults(read_draft(paper)) == ()


def test_an_english_draft_agrees_with_its_records_and_a_wrong_figure_is_found(database):
    use_language("en")
    entries = [Examined(a_website(), "passed", score=104.0), Examined(a_website(), "failed", problem="dead")]
    entries += [Examined(a_website(kind="weibo"), grade) for grade in ("passed", "passed", "failed", "basic")]
    paper = draft(entries, issue_ids=[an_issue(), an_issue()], title="Notice")
    assert faults(read_draft(paper)) == ()
    wrong = body(paper, "scope").replace("accounts pass rate: 75%", "accounts pass rate: 55%")
    edited(paper, 1, title="Notice", scope=wrong)
    assert [(one.typed, one.computed) for one in faults(read_draft(paper))] == [("55%", "75%")]
