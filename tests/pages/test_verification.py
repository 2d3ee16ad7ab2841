"""Verification: both sides of the evidence, requests for time, second looks, signs."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.outcome import Outcome
from core.common.settings import settings
from core.common.text import LANGUAGES, Language
from core.issues import extensions, fake_fix_flags, queries, transitions
from core.issues.fake_fix_flags import Kind
from core.monitoring import requests
from core.rules.evidence_files import File
from db.models import Issue, IssueState
from tests.pages.pages import CHINESE, figure, opened, words
from tests.pages.test_work import a_picture
from tests.rows import NOON, a_leader, a_report, a_website, all_of, an_issue, recorded

CLERK = Actor("甲", Role.STAFF)
DAY = timedelta(days=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    assert any("manage.py run" in word for word in words(opened("verification", language)))


@pytest.mark.parametrize("key", ["person", "machine", "extensions", "again", "back", "signs"])
def test_each_figure_opens_its_rows(demo_database: Path, key: str) -> None:
    page = opened("verification")
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


@pytest.mark.parametrize("part", ["person", "extensions", "again", "signs"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_part_of_the_demonstration_opens(demo_database: Path, language: Language, part: str) -> None:
    page = opened("verification", language, part=part)
    if language == "en":
        reported = [str(caption.value) for caption in page.caption] + [button.label for button in page.button]
        assert [word for word in reported if CHINESE.search(word)] == []


def test_staff_do_not_verify(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "staff")
    settings.cache_clear()
    page = opened("work")
    # Not even registered for them; opened by its file, the page refuses by itself (`tests/test_app.py`).
    with pytest.raises(ValueError, match="navigation page"):
        page.switch_page("pages/verification/page.py")


def test_both_sides_stand_beside_each_other(database: Path) -> None:
    issue = an_issue(title="办事指南缺少材料")
    transitions.report_fixed([issue], note="材料已补全", actor=CLERK, files=[File("改后.png", a_picture())])
    page = opened("verification")
    shown = [*words(page), *(text.value for text in page.text)]
    for said in ("办事指南缺少材料", "材料已补全", "改后"):
        assert any(said in word for word in shown)


def test_a_request_is_granted_and_another_refused_with_a_reason(database: Path) -> None:
    ids = [an_issue(), an_issue()]
    until = clock.today() + 20 * DAY
    assert extensions.ask(ids, until=until, reason="等待采购", actor=CLERK).done == tuple(ids)
    page = opened("verification", part="extensions")
    assert figure(page, "extensions") == "2"
    first, *_ = extensions.undecided()
    page.button(key=f"approve-{first.id}").click().run()
    assert any("已同意延期" in toast.value for toast in page.toast)
    extensions.refuse([ids[1]], reason="应按期完成", actor=Actor("丙", Role.SUPERVISOR))
    due = {issue.id: (issue.first_due_on, issue.due_on) for issue in all_of(Issue)}
    assert due == {ids[0]: (clock.today(), until), ids[1]: (clock.today(), clock.today())}
    assert extensions.undecided() == ()


def mended(site: int) -> int:
    """An automatic issue of `site` that was reported and verified by the checker at noon."""
    token = a_leader()
    for minute in (-3, -2, -1):
        recorded(token, a_report(site, Outcome.PROBLEM, at=NOON + timedelta(minutes=minute)))
    issue = int(all_of(Issue)[-1].id)
    transitions.report_fixed([issue], note="", actor=CLERK)
    recorded(token, a_report(site, Outcome.OK, at=NOON + timedelta(minutes=1)))
    return issue


def test_the_checker_is_asked_once_more_after_a_week(database: Path) -> None:
    site = a_website()
    with clock.frozen(NOON):
        issue = mended(site)
        assert requests.open_requests() == []
    with clock.frozen(NOON + 6 * DAY):
        assert requests.open_requests() == []
    with clock.frozen(NOON + 7 * DAY):
        assert requests.open_requests() == [requests.PendingCheck(site, "availability")]
        recorded(a_leader(), a_report(site, Outcome.OK))
        assert requests.open_requests() == []
    found = queries.detail(issue)
    assert found is not None
    assert (found.issue.again_outcome, found.issue.state) == ("ok", IssueState.VERIFIED)
    assert found.history[-1].action == "again"


def test_a_fault_that_returns_within_the_month_is_a_sign_on_both(database: Path) -> None:
    site = a_website()
    with clock.frozen(NOON):
        first = mended(site)
    with clock.frozen(NOON + 3 * DAY):
        token = a_leader()
        for minute in range(3):
            recorded(token, a_report(site, Outcome.PROBLEM, at=NOON + 3 * DAY + timedelta(minutes=minute)))
        second = int(all_of(Issue)[-1].id)
        assert second != first
        found = fake_fix_flags.signs_of([first, second])
        assert [sign.kind for sign in found[first]] == [Kind.DID_NOT_LAST]
        assert [sign.kind for sign in found[second]] == [Kind.CAME_BACK]
        assert all_of(Issue)[0].again_outcome == "problem"
        assert fake_fix_flags.suspicious(clock.today() - 90 * DAY) == (first,)


@pytest.mark.parametrize(("days", "signed"), [(30, True), (31, False)])
def test_after_the_month_it_is_a_new_fault(database: Path, days: int, signed: bool) -> None:
    site, day = a_website(), clock.today()
    old = {"channel_id": site, "check": "links", "state": IssueState.VERIFIED}
    an_issue(**old, opened_on=day - 90 * DAY, verified_on=day - days * DAY)
    issue = an_issue(channel_id=site, check="links")
    assert (issue in fake_fix_flags.signs_of([issue])) is signed


def test_signs_are_those_of_every_pair_looked_at_one_by_one(either_database: str) -> None:
    chance, day = Random(4), clock.today()
    sites = [a_website() for _ in range(3)]
    for _ in range(60):
        opened = day - chance.randrange(200) * DAY
        verified = opened + chance.randrange(40) * DAY if chance.random() < 0.7 else None
        an_issue(
            channel_id=chance.choice(sites),
            check=chance.choice(("links", "columns")),
            state=IssueState.VERIFIED if verified else IssueState.REPORTED,
            opened_on=opened,
            verified_on=verified,
        )
    issues = sorted(all_of(Issue), key=lambda one: one.id)
    expected: dict[int, list[tuple[Kind, int]]] = {}
    pairs = [
        (one, two)
        for two in issues
        for one in issues
        if (one.channel_id, one.check) == (two.channel_id, two.check) and one.id < two.id and one.verified_on
        if timedelta() <= two.opened_on - one.verified_on <= 30 * DAY
    ]
    for one, two in pairs:
        expected.setdefault(two.id, []).append((Kind.CAME_BACK, one.id))
    for one, two in pairs:
        lasted = expected.setdefault(one.id, [])
        if Kind.DID_NOT_LAST not in [kind for kind, _ in lasted]:
            lasted.append((Kind.DID_NOT_LAST, two.id))
    found = fake_fix_flags.signs_of([one.id for one in issues])
    assert len(expected) > 10
    assert {one: sorted((sign.kind, sign.other) for sign in signs) for one, signs in found.items()} == {
        one: sorted(signs) for one, signs in expected.items()
    }
    since = day - 60 * DAY
    recent = [one.id for one in issues if one.verified_on is None or one.verified_on >= since]
    assert fake_fix_flags.suspicious(since) == tuple(sorted(set(recent) & set(expected), reverse=True))
    few = recent[:3]
    assert fake_fix_flags.signs_of(few) == {one: found[one] for one in few if one in found}


def test_an_old_article_under_a_new_date_is_a_sign() -> None:
    then = {"newest": "2026-09-01", "item": "简讯", "item_address": "http://a.test/1.html"}
    redated = fake_fix_flags._redated(then, {**then, "newest": "2026-11-20"})
    assert redated is not None
    assert redated.kind is Kind.OLD_ARTICLE
    assert (
        fake_fix_flags._redated(
            then, {**then, "newest": "2026-11-20", "item_address": "http://a.test/2.html"}
        )
        is None
    )
    assert fake_fix_flags._redated(then, then) is None
