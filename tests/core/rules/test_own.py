"""Indicators of an office's own, for any kind of channel; trying a change out; going back to a version."""

from datetime import date

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.rules import assess, rule_set, store
from core.rules.editing import copy, restore, save
from core.rules.own import own_of
from core.rules.results import Found, Grade, Judge, Result
from core.rules.ruleset import RuleError
from core.rules.subjects import subjects
from core.rules.trying import tried
from core.rules.verdict import judged
from db.engine import writing
from db.models import ChannelEvent, EventKind
from tests.rows import a_website

CHIEF = Actor("监管员", Role.SUPERVISOR)
TODAY = date(2026, 11, 23)
ACCOUNTS = {
    "group": "deduct", "applies_to": ["account"], "points": 5.0, "cap": 15.0, "each": True,
    "name_zh": "错别字",
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(clock.start_of(TODAY)):
        yield


def a_copy() -> str:
    return copy("national-2019.1", key="district", name="本区指标", jurisdiction="本区", actor=CHIEF)


def running(*ids: int) -> None:
    with writing() as session:
        for one in ids:
            session.add(ChannelEvent(channel_id=one, day=TODAY, kind=EventKind.OPENED, delta=1))


def with_own(**indicators: object) -> str:
    return save(a_copy(), {"indicator": indicators}, note="", source="区政办〔2026〕1号", actor=CHIEF)


def verdict_on(kind: str, version: str, *found: Result):
    rules = store.edition(version).rules
    fresh = Result("V-M2a", Found.MET, Judge.MACHINE)
    return judged([fresh, *found], rules, subjects(kind, ""), medium="account")


def failed(indicator: str, *faults: str) -> Result:
    return Result(indicator, Found.FAILED, Judge.PERSON, faults=faults)


@pytest.mark.parametrize("kind", ["video_account", "wechat_subscription", "mini_program", "app", "other"])
def test_any_kind_of_account_is_scored_by_an_own_indicator(kind):
    version = with_own(**{"L-1": ACCOUNTS})
    assert verdict_on(kind, version, failed("L-1", "a", "b")).base == 90
    assert verdict_on(kind, version, failed("L-1", *"abcdefg")).base == 85
    assert verdict_on(kind, "national-2019.1").base is None


def test_an_indicator_for_one_kind_leaves_the_others_alone():
    version = with_own(**{"L-1": {**ACCOUNTS, "applies_to": ["douyin"]}})
    assert verdict_on("douyin", version, failed("L-1", "a")).base == 95
    assert verdict_on("kuaishou", version, failed("L-1", "a")).base is None


def test_groups_of_accounts_make_up_full_marks_beside_those_of_portals():
    group = {"group": "deduct_group", "applies_to": ["account"], "name_zh": "内容"}
    one = {"indicator": {"L-1": {**group, "points": 60.0}, "L-2": {**ACCOUNTS, "parent": "L-1"}}}
    copied = a_copy()
    with pytest.raises(RuleError, match="60"):
        save(copied, one, note="", actor=CHIEF)
    one["indicator"]["L-3"] = {**group, "points": 40.0, "name_zh": "互动"}
    version = save(copied, one, note="", actor=CHIEF)
    assert verdict_on("weibo", version, failed("L-2", "a", "b")).base == 90
    portal = judged([], store.edition(version).rules, subjects("website", "portal"))
    assert portal.base == 100


def test_a_bonus_without_a_group_gives_its_points():
    bonus = {"group": "bonus", "applies_to": ["account"], "points": 8.0, "name_zh": "原创"}
    version = with_own(**{"L-1": ACCOUNTS, "L-2": bonus})
    met = Result("L-2", Found.MET, Judge.PERSON)
    assert verdict_on("weibo", version, met).score == 108


def test_an_own_indicator_is_removed_and_its_marks_with_it():
    version = with_own(**{"L-1": ACCOUNTS})
    assert [*own_of(store.edition(version).rules)] == ["L-1"]
    gone = store.edition(save(version, {"indicator": {"L-1": None}}, note="", actor=CHIEF)).rules
    assert not own_of(gone)
    assert not [key for key in gone.local if "L-1" in key]


def test_one_of_the_national_set_is_not_removed():
    with pytest.raises(DomainError, match="V-W1"):
        save(a_copy(), {"indicator": {"V-W1": None}}, note="", actor=CHIEF)


@pytest.mark.parametrize(
    "wrong",
    [
        {"applies_to": []},
        {"applies_to": ["no_such"]},
        {"name_zh": " "},
        {"name_zh": "长" * 49},
        {"parent": "D-1"},
        {"parent": "no-such"},
        {"group": "rule"},
    ],
)
def test_what_cannot_be_judged_is_refused_and_nothing_is_saved(wrong):
    with pytest.raises(DomainError):
        with_own(**{"L-1": {**ACCOUNTS, **wrong}})
    assert [each.version for each in store.editions() if each.key == "district"] == ["district.1"]


@pytest.mark.parametrize("key", ["1", "L 1", "指标一", "L" * 17])
def test_a_number_that_nothing_can_carry_is_refused(key):
    with pytest.raises(DomainError):
        with_own(**{key: ACCOUNTS})


def test_a_dry_run_names_who_would_change_and_saves_nothing():
    running(a_website(name="甲号", kind="weibo"), a_website(name="乙网"))
    assert [one.verdict.base for one in assess.verdicts()] == [None, None]
    trial = tried(a_copy(), {"indicator": {"L-1": ACCOUNTS}}, actor=CHIEF)
    assert [(one.channel, one.before.score, one.after.score) for one in trial.changed] == [
        ("甲号", None, 100)
    ]
    assert (trial.channels, trial.graded) == (2, 0)
    assert rule_set().version == "national-2019.1"
    assert store.edition("district.2") is None


def test_a_dry_run_of_a_set_for_some_channels_touches_no_other():
    running(a_website(name="甲号", kind="weibo"))
    changes = {"indicator": {"L-1": ACCOUNTS}, "scope": {"kinds": ["app"], "levels": []}}
    assert tried(a_copy(), changes, actor=CHIEF).changed == ()


def test_an_earlier_version_becomes_the_newest_again():
    second = with_own(**{"L-1": ACCOUNTS})
    save(second, {"in_force_from": TODAY, "indicator": {"L-1": None}}, note="", actor=CHIEF)
    back = restore(second, note="改错了", actor=CHIEF)
    assert back == "district.4"
    assert [*own_of(store.edition(back).rules)] == ["L-1"]
    assert store.edition(back).note == "改错了"
    with pytest.raises(DomainError, match=r"district\.4"):
        restore(back, note="", actor=CHIEF)
    with pytest.raises(DomainError):
        restore("national-2019.1", note="", actor=CHIEF)


def test_ranks_name_a_score_and_must_fall():
    ranks = [{"name": "优秀", "low": 90}, {"name": "良好", "low": 80}]
    rules = store.edition(save(a_copy(), {"scoring": {"ranks": ranks}}, note="", actor=CHIEF)).rules
    assert [rules.scoring.rank_of(score) for score in (90, 89.99, 79, None)] == ["优秀", "良好", "", ""]
    with pytest.raises(RuleError):
        save("district.2", {"scoring": {"ranks": ranks[::-1]}}, note="", actor=CHIEF)
    with pytest.raises(RuleError):
        save("district.2", {"scoring": {"bands": [110, 100]}}, note="", actor=CHIEF)


def test_the_grade_needs_what_the_set_needs_also_with_own_indicators():
    version = with_own(**{"L-1": ACCOUNTS})
    rules = store.edition(version).rules
    assert judged([], rules, subjects("weibo", ""), medium="account").grade is Grade.UNJUDGED
