"""The rules page: what it shows to whom, and that its forms save what they say."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.common import clock
from core.common.outcome import Outcome
from core.common.settings import settings
from core.common.text import t, use_language
from core.rules import assess, rule_set, store, supervision
from core.rules.editing import copy
from core.rules.results import Effect
from db.engine import writing
from db.models import Channel, Inspection, InspectionChannel, JudgedAs, Judgement, RuleRevision
from pages.components.format import plain
from pages.components.verdict import ORDER
from pages.rules import limits
from pages.shell.navigation import PAGES, page
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded

CHIEF = Actor("监管员", Role.SUPERVISOR)
PARTS = ("verdicts", "office", "sets", "compare", "mapping", "words")


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(PAGES / page("rule").file), default_timeout=30)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def reported(app: AppTest) -> str:
    kinds: list[Any] = [app.markdown, app.caption, app.info, app.error, app.warning, app.title, app.subheader]
    return "\n".join(str(each.value) for kind in kinds for each in kind)


@pytest.fixture
def as_leader(monkeypatch):
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_drawn_in_both_languages_on_an_empty_database(database, part, language):
    app = opened(part=part, lang=language)
    assert not app.exception
    use_language(language)
    assert app.title[0].help == t("rule.purpose")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_drawn_with_the_demonstration(demo_database, part):
    app = opened(part=part)
    assert not app.exception
    assert app.dataframe


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_says_what_was_not_checked_of_the_supervising_body_and_why(database, language):
    shown = reported(opened(part="office", lang=language))
    office = supervision.verdict_on_office()
    missing = [line for line in office.verdict.lines if line.effect == "unchecked"]
    use_language(language)
    begin = t("verdict.office_unchecked", n=len(missing), person=0, people="", records=0, recorded="")
    assert begin.split(" 0")[0] in shown
    assert len(missing) > 0
    assert all(plain(line.indicator) in shown for line in missing)


def test_the_counts_are_those_of_the_verdicts(demo_database):
    app = opened(medium="website")
    sites = [each for each in assess.verdicts() if each.kind in ("website", "subpage")]
    assert f"**{len(sites)}**" in reported(app)


def test_a_leader_reads_and_changes_nothing(database, as_leader):
    for part in PARTS:
        app = opened(part=part)
        assert not app.exception
        assert not {"rule-copy", "rule-edit", "word-add", "word-import"} & {
            button.key for button in app.button
        }


def test_a_shipped_set_can_be_copied_but_not_changed(database):
    keys = {button.key for button in opened(part="sets").button}
    assert "rule-copy" in keys
    assert "rule-edit" not in keys


def test_the_form_saves_a_new_version(database):
    version = copy("national-2019.1", key="district", name="本区指标", jurisdiction="本区", actor=CHIEF)
    app = opened(part="sets", set=version)
    app.button(key="rule-edit").click().run()
    app.number_input(key=f"edit-{version}-home_freshness.window_days").set_value(10)
    app.date_input(key=f"edit-{version}-from").set_value(clock.today())
    app.button(key=f"edit-{version}-save").click().run()
    assert not app.exception
    assert [row.version for row in all_of(RuleRevision)] == ["district.1", "district.2"]
    store.forget()
    assert (rule_set().version, rule_set().home_freshness.window_days) == ("district.2", 10)


def test_a_form_with_nothing_changed_says_so_and_saves_nothing(database):
    version = copy("national-2019.1", key="district", name="本区指标", jurisdiction="本区", actor=CHIEF)
    app = opened(part="sets", set=version)
    app.button(key="rule-edit").click().run()
    app.button(key=f"edit-{version}-save").click().run()
    assert "没有改动" in reported(app)
    assert len(all_of(RuleRevision)) == 1


def test_a_wrong_value_is_named_beside_the_form(database):
    version = copy("national-2019.1", key="district", name="本区指标", jurisdiction="本区", actor=CHIEF)
    app = opened(part="sets", set=version)
    app.button(key="rule-edit").click().run()
    app.number_input(key=f"edit-{version}-availability.fail_share").set_value(3.0)
    app.button(key=f"edit-{version}-save").click().run()
    assert any("不合格的无法访问比例" in error.value for error in app.error)
    assert len(all_of(RuleRevision)) == 1


def test_the_form_reaches_what_a_verdict_needs_and_where_a_value_comes_from(database):
    version = copy("national-2019.1", key="district", name="本区指标", jurisdiction="本区", actor=CHIEF)
    app = opened(part="sets", set=version)
    app.button(key="rule-edit").click().run()
    app.multiselect(key=f"edit-{version}-needed-website").set_value(["V-W2", "V-W3", "V-W5a"])
    app.text_input(key=f"edit-{version}-grounds").set_value("区府办〔2026〕1号")
    app.button(key=f"edit-{version}-save").click().run()
    assert not app.exception
    store.forget()
    rules = store.edition("district.2").rules
    assert rules.scoring.needed["website"] == ["V-W2", "V-W3", "V-W5a"]
    assert rules.local == {"scoring.needed.website": "区府办〔2026〕1号"}
    whole = opened(part="sets", set="district.2", print="1")
    cells = {cell for table in whole.dataframe for cell in table.value.to_numpy().ravel()}
    assert "本地数值：区府办〔2026〕1号" in cells


def test_the_numbers_of_single_checks_are_read_back_from_the_form():
    rules = rule_set()
    changes, wrong = limits._read(
        rules,
        [
            {"id": "certificate.expiry_days", "name": "证书 · 提醒", "value": "60，30 7"},
            {"id": "redirects.most", "name": "跳转 · 最多", "value": "2"},
            {"id": "links.most", "name": "链接 · 最多", "value": "很多"},
            {"id": "weight.bytes", "name": "页面 · 大小", "value": "1,2"},
        ],
    )
    assert changes == {
        "certificate": {"thresholds": {"expiry_days": [60.0, 30.0, 7.0]}},
        "redirects": {"thresholds": {"most": 2.0}},
    }
    assert len(wrong) == 2
    assert "很多" in wrong[0]


def test_every_judged_indicator_is_listed_with_the_checks_that_speak_for_it(database):
    frame = opened(part="mapping", group="veto").dataframe[0].value
    listed = set(frame["0"])
    assert listed == {key for key, each in rule_set().indicator.items() if each.group == "veto"}
    stale = frame[frame["0"] == "V-W4a"].iloc[0]
    assert t("rule.effect_veto") in stale.tolist()


def test_two_sets_are_compared_by_what_differs(database):
    app = opened(part="compare", left="national-2019.1", right="example-local.1")
    frame = app.dataframe[0].value
    assert t("rule.key.columns.stale_least") in frame["0"].tolist()
    assert t("rule.key.columns.due_least") not in frame["0"].tolist()
    app.toggle(key="rule-compare-all").set_value(True).run()
    assert len(app.dataframe[0].value) == 25


def test_a_text_is_tried_against_the_lists(database):
    app = opened(part="words")
    app.text_area(key="word-text").set_value("我区己经完成布署。").run()
    assert app.dataframe[0].value["0"].tolist() == ["己经", "布署"]


def test_every_effect_has_its_place_in_the_order_and_its_word():
    assert sorted(ORDER) == sorted(Effect)
    assert all(t(f"verdict.effect.{each.value}") for each in Effect)


def test_a_person_judges_from_the_channels_verdict(database):
    site, token = a_website(name="某局网站"), a_leader()
    recorded(token, a_report(site, Outcome.OK, check="home_freshness"))
    with writing() as session:
        inspection = Inspection(
            name="一季度抽查", started_on=NOON.date(), ended_on=NOON.date(), rule_version="", made_by="王某"
        )
        session.add(inspection)
        session.flush()
        drawn = InspectionChannel(
            inspection_id=inspection.id, channel_id=site, unit_id=session.get_one(Channel, site).unit_id,
            machine_at=NOON, machine_score=88, given_score=92.5, given_reason="现场核查", given_by="张某",
            given_at=NOON,
        )  # fmt: skip
        session.add(drawn)

    source = f"""
from core.rules import rule_set
from core.rules.assess import verdict_of
from pages.shell.language import apply_language
from pages.components.verdict import _line, verdict_box

apply_language()
verdict_box({site})
_line({site}, next(each for each in verdict_of({site}).lines if each.indicator == "V-W1"), rule_set())
"""
    app = AppTest.from_string(source, default_timeout=30).run()
    assert not app.exception
    assert "未判定" in reported(app)
    assert "“一季度抽查”中人工评定 92.5 分（检查计 88 分），理由：现场核查（张某" in reported(app)
    app.radio[0].set_value(JudgedAs.FAILED)
    app.text_input[0].set_value("严重表述错误")
    app.button[-1].click().run()
    assert [(row.indicator, row.judged_as) for row in all_of(Judgement)] == [("V-W1", JudgedAs.FAILED)]
    assert "不合格" in reported(app)
