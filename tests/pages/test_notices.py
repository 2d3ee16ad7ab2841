"""The page of notices: list, draft, text with its version, figures compared with records, issue, replies."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role, current_actor
from core.commands.jobs import work_off
from core.common import clock
from core.common.text import LANGUAGES, Language, catalogue, t
from core.inspections import making
from core.inspections.drawing import Scope
from core.jobs import views
from core.notices.draft import read_draft
from core.notices.drafting import Edit, Wanted, begin, edit
from core.notices.issuing import issue
from core.notices.lists import listed
from core.notices.obstacles import Name, stopping
from core.notices.scope import Examined
from db.models import ChannelEvent, EventKind, Issue, IssueSource, NoticeKind, NoticeReceipt, RegisteredState
from tests.pages.pages import CHINESE, figure, opened, without_marks, words
from tests.rows import NOON, _add, a_unit, a_website, all_of, an_issue

OFFICE = Actor("监管员", Role.SUPERVISOR)
TODAY = date(2026, 11, 23)
FIGURES = ("drafts", "issued", "waiting", "overdue")


@pytest.fixture
def noon():
    with clock.frozen(NOON):
        yield


def a_draft(**fields) -> int:
    given = {
        "kind": NoticeKind.SUPERVISION,
        "title": "示例通报",
        "first": date(2026, 9, 1),
        "last": TODAY,
        "office": "示例办",
        "recipients": "各单位",
        "issue_ids": [an_issue(title="首页打不开", unit_id=a_unit(name="示例一局"))],
        "examined": [Examined(a_website(), "passed")],
    }
    return begin(Wanted(**{**given, **fields}), actor=OFFICE)


def issued(paper: int) -> int:
    return issue(
        paper, 1, number="示例督查〔2026〕1号", issued_on=TODAY, reply_by=date(2026, 12, 8), actor=OFFICE
    )


def section(page: AppTest, key: str):
    return next(area for area in page.text_area if str(area.key).startswith(f"section-{key}-"))


def press(page: AppTest, starts: str) -> AppTest:
    next(button for button in page.button if str(button.key).startswith(starts)).click().run()
    assert not page.exception
    return page


def form(name: str, **given: object) -> AppTest:
    """One form alone: AppTest runs whole scripts, which closes dialogs."""

    def script(name: str, given: dict[str, object]) -> None:
        import streamlit as st

        from core.notices.draft import faults, read_draft
        from core.notices.lists import replies
        from pages.components.notice_reply import ask
        from pages.notices import editor, issue, new
        from pages.shell.language import apply_language

        apply_language()
        if "paper" in st.query_params:
            st.stop()
        if name == "new":
            st.session_state.setdefault("notice-selected", given.get("selected", ()))
            new.ask()
        elif name == "renew":
            draft = read_draft(int(str(given["paper"])))
            editor.editor(draft)
            editor._ask(draft, "examine_anew")
        elif name == "issue":
            draft = read_draft(int(str(given["paper"])))
            if draft.is_draft:
                issue.ask(draft, sum(one.kind == "differs" for one in faults(draft)))
        else:
            ask(replies().rows[0])

    return AppTest.from_function(script, args=(name, given), default_timeout=30).run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    page = opened("notices", language)
    assert catalogue(language)["common.empty.title"] in [heading.value for heading in page.subheader]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demonstration_is_listed(demo_database: Path, language: Language) -> None:
    page = opened("notices", language)
    assert len(page.dataframe[0].value) == 25
    assert all(figure(page, key) for key in FIGURES)


def test_the_english_page_has_no_chinese_but_names(demo_database: Path) -> None:
    assert [word for word in words(opened("notices", "en")) if CHINESE.search(word)] == []


@pytest.mark.parametrize("key", FIGURES)
def test_each_figure_opens_its_rows(demo_database: Path, key: str) -> None:
    page = opened("notices")
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


@pytest.mark.parametrize(
    "nonsense",
    [{"paper": "abc"}, {"paper": "999999"}, {"notice": "-1"}, {"kind": "x", "stage": "y", "page": "z"}],
)
def test_nonsense_in_the_address_does_no_harm(demo_database: Path, nonsense: dict[str, str]) -> None:
    opened("notices", **nonsense)


def test_a_notice_without_its_text_shows_replies_and_issues(demo_database: Path) -> None:
    row = listed(limit=1).rows[0]
    page = opened("notices", notice=str(row.notice_id))
    assert any("正文不在系统中" in info.value for info in page.info)
    assert row.title in [one.value for one in page.subheader]


def entering(notice: int) -> AppTest:
    """What the dialog of an entry holds: AppTest runs whole scripts only, which closes dialogs."""

    def script(notice: int) -> None:
        from pages.components.own_entry import _ask
        from pages.shell.language import apply_language

        apply_language()
        _ask(None, notice)

    return AppTest.from_function(script, args=(notice,), default_timeout=30).run()


def test_what_a_notice_names_is_entered_on_its_page_and_listed_there(database: Path, noon) -> None:
    notice, site = issued(a_draft()), a_website(name="某站")
    assert any(
        button.key == "own-open" for button in opened("notices", notice=str(notice), tab="issues").button
    )
    page = entering(notice)
    assert [box.key for box in page.selectbox] == ["own-channel", "own-unit", "own-severity"]
    page.text_input(key="own-what").set_value("首页错链")
    page.selectbox(key="own-channel").set_value(site)
    press(page, "FormSubmitter")
    entered = all_of(Issue)[-1]
    assert (entered.title, entered.source, entered.notice_id) == ("首页错链", IssueSource.NOTICE, notice)
    shown = [frame.value for frame in opened("notices", notice=str(notice), tab="issues").dataframe]
    assert any("首页错链" in frame.to_string() and "首页打不开" in frame.to_string() for frame in shown)


def test_a_draft_is_made_from_the_running_channels(demo_database: Path) -> None:
    press(form("new"), "FormSubmitter:notice-new-form")
    assert work_off() == 1
    rows = listed(stage="draft").rows
    assert len(rows) == 1
    draft = read_draft(rows[0].paper_id or 0)
    assert len(draft.entries) == 207
    assert draft.issues


def test_a_selection_from_another_page_opens_the_form(database: Path, noon) -> None:
    a_website(registered=RegisteredState.RUNNING)
    chosen = [an_issue(), an_issue()]
    page = opened("notices", issues=",".join(map(str, chosen)))
    assert page.selectbox(key="notice-issues").value == "selected"
    press(form("new", selected=tuple(chosen)), "FormSubmitter:notice-new-form")
    assert listed(stage="draft").rows == ()
    assert work_off() == 1
    draft = read_draft(listed(stage="draft").rows[0].paper_id or 0)
    assert [one.issue_id for one in draft.issues] == chosen
    assert draft.entries == ()


def test_after_a_reload_the_job_still_leads_to_the_draft(database: Path, noon) -> None:
    an_issue(unit_id=a_unit(name="示例一局"))
    press(form("new"), "FormSubmitter:notice-new-form")
    assert views("notices", actor=current_actor())[0].under_way
    work_off()
    page = opened("notices")
    paper = listed(stage="draft").rows[0].paper_id
    next(one for one in page.button if one.label == t("notices.new.see")).click().run()
    assert page.query_params["paper"] in (str(paper), [str(paper)])
    assert views("notices", actor=current_actor())[0].values["paper"] == paper


def test_renewing_a_draft_is_a_job_and_no_change_by_another(database: Path, noon) -> None:
    paper = a_draft()
    page = press(form("renew", paper=paper), "sure-examine_anew")
    assert read_draft(paper).paper.version == 1
    assert work_off() == 1
    page.run()
    assert read_draft(paper).paper.version == 2
    assert t("notices.changed") not in [said.value for said in page.warning]
    assert t("notices.examine_anew.done") in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_shown_with_text_figures_and_annexes(database: Path, noon, language: Language) -> None:
    page = opened("notices", language, paper=str(a_draft()))
    assert "首页打不开" in page.dataframe[-1].value.iloc[0].tolist()
    assert [download.label for download in page.get("download_button")][:2]
    assert "正常运行" in section(page, "scope").value


def test_what_was_typed_is_saved(database: Path, noon) -> None:
    paper = a_draft()
    page = opened("notices", paper=str(paper))
    section(page, "accountability").set_value("对示例一局予以通报批评。")
    press(page, "FormSubmitter:notice-edit")
    saved = {one["key"]: one["body"] for one in read_draft(paper).paper.sections}
    assert saved["accountability"] == "对示例一局予以通报批评。"


def test_somebody_elses_save_is_said_and_nothing_is_lost(database: Path, noon) -> None:
    paper = a_draft()
    page = opened("notices", paper=str(paper))
    edit(paper, 1, Edit("别人改的标题", "", "", "", None, {}), actor=Actor("王主任", Role.SUPERVISOR))
    section(page, "praise").set_value("我的修改")
    press(page, "FormSubmitter:notice-edit")
    found = read_draft(paper).paper
    assert (found.title, found.version) == ("别人改的标题", 2)
    assert any("王主任 已于" in error.value for error in page.error)
    assert section(page, "praise").value == "我的修改"
    page.button(key="notice-reload").click().run()
    assert section(page, "praise").value != "我的修改"


def test_a_wrong_figure_is_listed_and_leads_to_the_figures(database: Path, noon) -> None:
    paper = a_draft()
    scope = next(one for one in read_draft(paper).paper.sections if one["key"] == "scope")["body"]
    wrong = scope.replace("网站合格率100%", "网站合格率97%")
    edit(paper, 1, Edit("示例通报", "示例办", "", "", None, {"scope": wrong}), actor=OFFICE)
    page = opened("notices", paper=str(paper))
    assert any("97%" in frame.value.to_string() for frame in page.dataframe)
    shown = [said.value for said in page.markdown]
    assert any("97%" in said and "台账为“100%”" in said for said in shown)
    assert any("主送未填写" in said for said in shown)
    assert page.button(key="notice-issue").disabled
    chosen = next(place for place, said in enumerate(o for o in shown if o.endswith("。")) if "97%" in said)
    page.button(key=f"obstacle-{chosen}").click().run()
    assert page.query_params["tab"] == "numbers"
    page = form("issue", paper=paper)
    press(page, "FormSubmitter:notice-issue-form")
    assert any("与台账不一致" in error.value for error in page.error)
    assert read_draft(paper).is_draft


# What stands in a draft for each obstacle of its text or figures, and the tab that its link opens.
STOPPED = {
    Name.OFFICE: (Edit("通报", " ", "各单位", "", None, {}), "text"),
    Name.RECIPIENTS: (Edit("通报", "示例办", " ", "", None, {}), "text"),
    Name.PRAISED: (Edit("通报", "示例办", "各单位", "", None, {"praise": "示例一局予以表扬。"}), "text"),
    Name.RAW_KEY: (Edit("通报", "示例办", "各单位", "", None, {"requirements": "状态为accepted。"}), "text"),
    Name.UNJUDGED: (Edit("通报", "示例办", "各单位", "", None, {"scope": "示例网站未判定。"}), "text"),
    Name.LETTERS: (Edit("通报", "示例办", "各单位", "", None, {"requirements": "\U0002a6a5"}), "text"),
    Name.DIFFERS: (Edit("通报", "示例办", "各单位", "", None, {"scope": "网站合格率97%。"}), "numbers"),
    Name.UNTRACED: (Edit("通报", "示例办", "各单位", "", None, {"scope": "另有培训4127人次。"}), "numbers"),
}


@pytest.mark.parametrize("name", STOPPED)
def test_each_obstacle_of_a_draft_stands_on_its_page_with_a_link(database: Path, noon, name: Name) -> None:
    paper = a_draft()
    changed, tab = STOPPED[name]
    edit(paper, 1, changed, actor=OFFICE)
    found = stopping(read_draft(paper))
    assert name in [one.name for one in found]
    page = opened("notices", paper=str(paper))
    shown = [without_marks(said.value) for said in page.markdown]
    place = next(number for number, one in enumerate(found) if one.name is name)
    assert any(str(found[place]) in said for said in shown), shown
    page.button(key=f"obstacle-{place}").click().run()
    assert page.query_params.get("tab", ["text"]) in (tab, [tab])


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [("number", " ", Name.NUMBER), ("day", None, Name.ISSUED_ON), ("reply", None, Name.REPLY_BY)],
)
def test_each_obstacle_of_the_form_is_said_in_it(database: Path, noon, field, value, name) -> None:
    paper = a_draft()
    page = form("issue", paper=paper)
    widget = page.text_input if field == "number" else page.date_input
    widget(key=f"issue-{field}").set_value(value)
    press(page, "FormSubmitter:notice-issue-form")
    assert any(t(f"notice.obstacle.{name}") in without_marks(said.value) for said in page.error)
    assert read_draft(paper).is_draft


def test_every_obstacle_is_asked_for_on_a_page() -> None:
    # An empty title is not saved by the editor, so that no draft has one.
    asked = {*STOPPED, Name.NUMBER, Name.ISSUED_ON, Name.REPLY_BY, Name.TITLE}
    assert asked == set(Name)


def test_a_draft_without_verdicts_leads_to_its_inspection(database: Path, noon) -> None:
    site = a_website()
    _add(ChannelEvent(channel_id=site, day=clock.today(), kind=EventKind.FOUND, delta=1))
    inspection = making.start("四季度自查", Scope(), actor=OFFICE)
    paper = a_draft(examined=[Examined(site, "unjudged")], inspection_id=inspection)
    page = opened("notices", paper=str(paper))
    assert not page.exception
    assert any("尚未作出判定" in said.value for said in page.markdown)


def test_a_draft_is_issued_from_the_page(database: Path, noon) -> None:
    paper = a_draft()
    page = form("issue", paper=paper)
    assert page.text_input(key="issue-number").value == "督查〔2026〕1号"
    page.text_input(key="issue-number").set_value("示例督查〔2026〕7号")
    press(page, "FormSubmitter:notice-issue-form")
    assert read_draft(paper).number == "示例督查〔2026〕7号"
    assert len(all_of(NoticeReceipt)) == 1


@pytest.mark.parametrize(("grades", "count"), [(["passed"], 0), (["passed", "unjudged", "unjudged"], 2)])
def test_issuing_says_how_many_are_not_yet_judged(database: Path, noon, grades, count) -> None:
    paper = a_draft(examined=[Examined(a_website(), grade) for grade in grades])
    said = [one.value for one in form("issue", paper=paper).warning]
    assert (t("notices.issue.unjudged", count=count) in said) is bool(count)
    text = section(opened("notices", paper=str(paper)), "scope").value
    assert "无法检查" not in text
    assert ("评定期未满" in text) is bool(count)


def test_an_issued_notice_offers_no_editing(database: Path, noon) -> None:
    paper = a_draft()
    issued(paper)
    page = opened("notices", paper=str(paper))
    assert not page.text_area
    assert "notice-issue" not in {button.key for button in page.button}
    page = opened("notices", paper=str(paper), tab="annexes")
    assert any("示例一局" in frame.value.to_string() for frame in page.dataframe)


def test_a_reply_is_entered_for_a_unit(database: Path, noon) -> None:
    notice = issued(a_draft())
    page = form("reply")
    page.text_area(key="reply-words").set_value("已整改")
    press(page, "FormSubmitter:reply-form")
    receipt = all_of(NoticeReceipt)[0]
    assert (receipt.notice_id, receipt.reply) == (notice, "已整改")


@pytest.mark.parametrize("role", ["leader", "staff"])
def test_only_supervisors_draft_and_edit(database: Path, noon, monkeypatch, role: str) -> None:
    from core.common.settings import settings

    paper = a_draft()
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", role)
    settings.cache_clear()
    assert "notice-new" not in {button.key for button in opened("notices").button}
    page = opened("notices", paper=str(paper))
    assert not page.text_area
    assert not {"notice-issue", "notice-discard"} & {button.key for button in page.button}
