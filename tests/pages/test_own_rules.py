"""The form of what is an office's own: rows of its indicators, limits of scores, trying out, going back."""

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.rules import store
from core.rules.editing import copy, save
from core.rules.own import own_of
from core.rules.ruleset import NATIONAL, load
from pages.rules.own import COLUMNS, limits_of, own_frame, own_read, ranks_of
from pages.shell.navigation import PAGES, page

CHIEF = Actor("监管员", Role.SUPERVISOR)
NATION = load(NATIONAL)
ROW = {
    "id": None, "name_zh": "错别字", "group": "扣分", "parent": None,
    "applies_to": ["政务新媒体（全部）", "抖音"],
    "points": 5.0, "cap": None, "each": True, "enabled": True, "rule": None,
}  # fmt: skip
OWN = {
    "group": "deduct", "applies_to": ["account"], "points": 5.0, "name_zh": "错别字", "each": True,
}  # fmt: skip


def a_local_set() -> str:
    made = copy("national-2019.1", key="district", name="本区指标", jurisdiction="本区", actor=CHIEF)
    return save(made, {"indicator": {"L-1": OWN}}, note="", actor=CHIEF)


def test_a_row_without_a_number_gets_the_next_free_one():
    found, wrong = own_read(NATION, [ROW, {**ROW, "name_zh": "原创"}])
    assert [*found] == ["L-1", "L-2"]
    assert not wrong
    assert found["L-1"]["applies_to"] == ["account", "douyin"]
    assert (found["L-1"]["group"], found["L-1"]["points"], found["L-1"]["cap"]) == ("deduct", 5.0, None)


def test_an_empty_row_is_none_and_a_number_used_twice_is_said():
    blank = dict.fromkeys(COLUMNS)
    assert own_read(NATION, [blank]) == ({}, [])
    for twice in ([{**ROW, "id": "L-9"}] * 2, [{**ROW, "id": "V-W1"}]):
        assert "用了两次" in own_read(NATION, twice)[1][0]
    assert "类别" in own_read(NATION, [{**ROW, "group": None}])[1][0]


def test_a_row_that_is_gone_removes_its_indicator(database):
    rules = store.edition(a_local_set()).rules
    rows = own_frame(rules).to_dict("records")
    kept, wrong = own_read(rules, rows)
    assert (kept["L-1"]["applies_to"], wrong) == (["account"], [])
    assert own_read(rules, []) == ({"L-1": None}, [])


@pytest.mark.parametrize(
    ("written", "read"),
    [("90, 100，110", [90, 100, 110]), ("", []), ("90 bis 100", None), ("-1", None), ("九十", None)],
)
def test_limits_are_whole_numbers(written, read):
    assert limits_of(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("优秀 90，良好80", [("优秀", 90), ("良好", 80)]),
        ("优秀：90.5", [("优秀", 90.5)]),
        ("", []),
        ("优秀", None),
        ("90", None),
    ],
)
def test_ranks_are_names_with_their_lowest_score(written, read):
    found = ranks_of(written)
    assert found == (None if read is None else [{"name": name, "low": low} for name, low in read])


def editing(version: str) -> AppTest:
    app = AppTest.from_file(str(PAGES / page("rule").file), default_timeout=30)
    app.query_params["part"], app.query_params["set"] = "sets", version
    app.session_state["rule-editing"] = version
    return app.run()


def test_ranks_are_saved_by_the_form_and_own_indicators_stay(database):
    version = a_local_set()
    app = editing(version)
    app.text_input(key=f"edit-{version}-ranks").input("优秀 90，良好 80")
    app.button(key=f"edit-{version}-save").click().run()
    assert not app.exception
    rules = store.edition("district.3").rules
    assert [(rank.name, rank.low) for rank in rules.scoring.ranks] == [("优秀", 90), ("良好", 80)]
    assert [*own_of(rules)] == ["L-1"]


def test_a_change_is_tried_out_without_being_saved(database):
    version = a_local_set()
    app = editing(version)
    app.text_input(key=f"edit-{version}-bands").input("90, 100")
    app.button(key=f"edit-{version}-try").click().run()
    assert not app.exception
    assert any("1 处改动" in each.value for each in app.markdown)
    assert store.edition("district.3") is None
    app.text_input(key=f"edit-{version}-bands").input("ninety")
    app.button(key=f"edit-{version}-try").click().run()
    assert any("ninety" in each.value for each in app.error)
