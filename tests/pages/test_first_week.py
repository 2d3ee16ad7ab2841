"""The first week of an empty installation: what is not judged yet is no site that could not be checked."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.outcome import Failure, Outcome
from core.common.text import LANGUAGES, Language, catalogue
from core.inspections import making, results
from core.inspections.drawing import Scope
from core.monitoring import verdict_cache
from core.notices.draft import read_draft
from core.notices.drafting import Wanted, begin
from core.notices.scope import Examined, examined_by, examined_now
from core.reporting.figures.verdicts import verdicts_now
from core.reporting.statistics import units, websites
from core.rules.results import Grade
from db.models import ChannelEvent, EventKind, NoticeKind
from tests.pages.pages import figure, opened, without_marks, words
from tests.rows import NOON, _add, a_leader, a_report, a_website, recorded

CHIEF = Actor("监管员", Role.SUPERVISOR)
OPENED, UNSEEN = 15, 4
# Words that say of a site that it was tried in vain.
IN_VAIN = {"zh": ("无法检查", "未能检查"), "en": ("ould not be checked", "ould not check")}


@pytest.fixture
def first_week(database: Path) -> Iterator[list[int]]:
    """Fifteen sites that open and are kept, of which a week is not over yet; four not visited so far."""
    with clock.frozen(NOON):
        sites = [a_website(name=f"示例网站{n}") for n in range(OPENED + UNSEEN)]
        for site in sites:
            _add(ChannelEvent(channel_id=site, day=clock.today(), kind=EventKind.FOUND, delta=1))
        token = a_leader()
        for site in sites[:OPENED]:
            recorded(
                token,
                a_report(site, Outcome.OK),
                a_report(site, Outcome.OK, check="home_freshness", evidence={"newest": "2026-11-20"}),
                a_report(site, Outcome.BLOCKED, check="availability_week", failure=Failure.TOO_FEW),
            )
        yield sites


def a_notice(inspection: int) -> int:
    return begin(
        Wanted(
            kind=NoticeKind.SUPERVISION, title="示例通报", first=date(2026, 9, 1), last=date(2026, 11, 23),
            office="示例办", recipients="各单位", examined=examined_by(inspection), inspection_id=inspection,
        ),
        actor=CHIEF,
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["health", "overview", "rules", "checker", "channel"])
def test_no_page_says_that_a_site_could_not_be_checked(
    first_week: list[int], page: str, language: Language
) -> None:
    shown = opened(
        page, language, **({"id": str(first_week[0])} if page == "channel" else {"part": "verdicts"})
    )
    # Words of the interface that are the same whatever was found may name it, and what counts nothing.
    fixed = {
        text.partition("{")[0]
        for key, text in catalogue(language).items()
        if "{" not in text or key.startswith("chart.")
    } - {""}
    seen = [text for text in words(shown) if not any(text.startswith(known) for known in fixed)]
    vain = [text for text in seen if any(word in text for word in IN_VAIN[language])]
    assert [text for text in vain if not text.endswith((" 0", "0 could not be checked"))] == []


def test_health_counts_what_was_not_visited_apart(first_week: list[int]) -> None:
    page = opened("health", print="1")
    assert [figure(page, key) for key in ("ok", "blocked", "none")] == [str(OPENED), "0", str(UNSEEN)]
    assert websites.not_visited().total == UNSEEN
    assert websites.state_rows(("blocked",), checks=websites.HEADLINE).total == 0
    assert {one.outcome for one in websites.outcomes_by_check()} == {"ok", "pending"}
    of_units = units.health_by_unit()
    assert (sum(one.unchecked for one in of_units), sum(one.none for one in of_units)) == (0, UNSEEN)


def test_figures_and_verdicts_tell_both_apart(first_week: list[int]) -> None:
    token = a_leader()
    recorded(token, a_report(first_week[0], Outcome.BLOCKED, check="home_freshness", failure=Failure.NO_DATE))
    verdict_cache.refresh()
    found = verdicts_now()["websites"]
    assert (found["unjudged"], found["unchecked"]) == (OPENED + UNSEEN - 1, 1)
    assert found["pass_rate_percent"] is None
    assert json.dumps(found)


def test_inspection_and_notice_name_each_and_never_all_unchecked(first_week: list[int]) -> None:
    recorded(
        a_leader(), a_report(first_week[0], Outcome.BLOCKED, check="home_freshness", failure=Failure.NO_DATE)
    )
    inspection = making.start("四季度自查", Scope(), actor=CHIEF)
    page = opened("inspections", id=str(inspection))
    assert [figure(page, key) for key in ("unjudged", "unchecked")] == [str(OPENED + UNSEEN - 1), "1"]
    making.close(inspection, actor=CHIEF)
    whole = results.whole(results.checked(inspection))
    assert (whole.unjudged, whole.unchecked) == (OPENED + UNSEEN - 1, 1)
    draft = read_draft(a_notice(inspection))
    assert draft is not None
    scope = next(one["body"] for one in draft.paper.sections if one["key"] == "scope")
    assert f"评定期未满{OPENED + UNSEEN - 1}个" in scope
    assert "因故无法检查1个" in scope
    assert "均无法检查" not in scope
    assert {one.grade for one in examined_now()} == {Grade.UNJUDGED, Grade.UNCHECKED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_of_sites_not_yet_judged_warns_before_it_is_issued(
    first_week: list[int], language: Language
) -> None:
    inspection = making.start("四季度自查", Scope(), actor=CHIEF)
    making.close(inspection, actor=CHIEF)
    page = opened("notices", language, paper=str(a_notice(inspection)))
    stops = catalogue(language)["notice.obstacle.unjudged"].rpartition("{what}")[2].strip()
    assert any(without_marks(text).strip().endswith(stops) for text in words(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_issuing_warns_of_each_where_others_are_judged(first_week: list[int], language: Language) -> None:
    grades = zip(first_week, (Grade.PASSED, Grade.UNJUDGED, Grade.UNJUDGED, Grade.UNCHECKED), strict=False)
    examined = [Examined(site, grade) for site, grade in grades]
    wanted = Wanted(
        kind=NoticeKind.SUPERVISION, title="示例通报", first=date(2026, 9, 1), last=date(2026, 11, 23),
        office="示例办", recipients="各单位", examined=examined,
    )  # fmt: skip
    page = opened("notices", language, paper=str(begin(wanted, actor=CHIEF)))
    page.button(key="notice-issue").click().run()
    said = [warning.value for warning in page.warning]
    for name, count in (("unjudged", 2), ("unchecked", 1)):
        assert catalogue(language)[f"notices.issue.{name}"].format(count=count) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_for_its_first_visit_opens_as_rows(first_week: list[int], language: Language) -> None:
    page = opened("health", language, print="1")
    page.button(key="open-none").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1
