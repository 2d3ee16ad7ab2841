"""Drafting a notice as a job: refused early, done once, and its paper found again in what it said."""

from datetime import date
from pathlib import Path

import pytest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import NoticeRefused
from core.common.text import use_language
from core.inspections import making
from core.inspections.drawing import Scope
from core.jobs.views import View, view
from core.jobs.worker import claim, given_up
from core.notices.draft import read_draft
from core.notices.drafting import Edit, Wanted, edit
from core.notices.jobs import ask_anew, ask_to_begin
from core.notices.lists import listed
from db.models import ChannelEvent, EventKind, JobState, NoticeKind
from tests.rows import _add, a_website, an_issue

OFFICE = Actor("监管员", Role.SUPERVISOR)


def a_running_website(**fields: object) -> int:
    site = a_website(**fields)
    _add(ChannelEvent(channel_id=site, day=clock.today(), kind=EventKind.FOUND, delta=1))
    return site


def wanted(**fields: object) -> Wanted:
    given = {"kind": NoticeKind.SUPERVISION, "title": "示例通报", "first": date(2026, 9, 1),
             "last": date(2026, 11, 23)}  # fmt: skip
    return Wanted(**{**given, **fields})  # type: ignore[arg-type]


def over(job: int) -> View:
    done = view(job)
    assert done is not None
    return done


def test_a_process_that_died_drafts_no_second_paper(either_database: str) -> None:
    a_running_website()
    job = ask_to_begin(wanted(), "running", actor=OFFICE, once="dialog")
    assert ask_to_begin(wanted(), "running", actor=OFFICE, once="dialog") == job
    claimed = claim()
    assert claimed is not None
    given_up(*claimed)
    assert work_off() == 1
    (row,) = listed(stage="draft").rows
    assert over(job).values["paper"] == row.paper_id
    assert len(read_draft(row.paper_id or 0).entries) == 1


def test_each_scope_examines_what_it_says(database: Path) -> None:
    site = a_running_website()
    inspection = making.start("抽查", Scope(seed=7), actor=OFFICE)
    a_running_website(name="未抽到的网站")
    issue = an_issue(channel_id=site)
    asked = {
        "running": wanted(), "inspection": wanted(inspection_id=inspection),
        "none": wanted(issue_ids=(issue,)),
    }  # fmt: skip
    jobs = {scope: ask_to_begin(one, scope, actor=OFFICE) for scope, one in asked.items()}  # type: ignore[arg-type]
    assert work_off() == 3
    examined = {scope: len(read_draft(over(job).values["paper"]).entries) for scope, job in jobs.items()}
    assert examined == {"running": 2, "inspection": 1, "none": 0}


@pytest.mark.parametrize(
    ("scope", "fields", "why"),
    [
        ("none", {}, "nothing"),
        ("inspection", {}, "nothing"),
        ("running", {"title": " "}, "title"),
        ("running", {"title": "长" * 201}, "too_long"),
        ("running", {"first": date(2026, 12, 1)}, "period"),
    ],
)
def test_what_cannot_be_drafted_is_refused_before_any_job(database: Path, scope, fields, why) -> None:
    with pytest.raises(NoticeRefused) as refused:
        ask_to_begin(wanted(**fields), scope, actor=OFFICE)
    assert refused.value.key == f"notice.refused.{why}"
    assert work_off() == 0


def test_renewing_a_draft_that_was_changed_meanwhile_is_refused_by_name(database: Path) -> None:
    use_language("zh")
    a_running_website()
    ask_to_begin(wanted(), "running", actor=OFFICE)
    work_off()
    paper = listed(stage="draft").rows[0].paper_id or 0
    job = ask_anew("draft_anew", paper, 1, actor=OFFICE)
    edit(paper, 1, Edit("改过的标题", "", "", "", None, {}), actor=Actor("同事", Role.SUPERVISOR))
    work_off()
    assert over(job).state is JobState.FAILED
    assert "同事" in over(job).said
    assert read_draft(paper).paper.title == "改过的标题"
    with pytest.raises(NoticeRefused):
        ask_anew("examine_anew", paper, 1, actor=OFFICE)
