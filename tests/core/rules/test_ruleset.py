"""Rule sets as data: complete, validated with a sentence, never inventing what no source says."""

import pickle
from collections import Counter
from pathlib import Path

import pytest

from core.common.text import use_language
from core.rules import RuleError, load
from core.rules.compare import differences
from core.rules.indicator import Group
from core.rules.ruleset import FOLDER, NATIONAL

NATION = load(NATIONAL)
EXAMPLE = load(FOLDER / "example-local.toml")


def written(folder: Path, *replacements: tuple[str, str]) -> Path:
    """A copy of the national files in which words were replaced."""
    for name in (NATIONAL.name, "national-2019.indicators.toml"):
        text = (FOLDER / name).read_text("utf-8")
        for old, new in replacements:
            text = text.replace(old, new)
        (folder / name).write_text(text, "utf-8")
    return folder / NATIONAL.name


def test_the_national_set_has_all_61_indicators():
    assert len(NATION.indicator) == 61
    assert Counter(each.group for each in NATION.indicator.values()) == {
        Group.VETO: 17, Group.DEDUCT_GROUP: 4, Group.DEDUCT: 28, Group.BONUS_GROUP: 1, Group.BONUS: 7,
        Group.RULE: 4,
    }  # fmt: skip


def test_points_that_no_source_gives_stay_unknown():
    known = {key: each.points for key, each in NATION.indicator.items() if each.points is not None}
    assert known == {
        "D-1": 31, "D-2": 25, "D-3": 23, "D-4": 21, "D-1-5": 5, "D-1-7": 1, "D-2-3": 2, "D-3-3": 3,
        "B-0": 30, "K-0": 100, "K-D1": 3, "K-D2": 2, "K-B1": 5, "R-1": 100,
    }  # fmt: skip


def test_what_was_recalled_is_distinguished_from_what_was_read():
    assert NATION.is_recalled("deadline.veto")
    assert not NATION.is_recalled("columns.stale_least")
    assert NATION.is_recalled("indicator.D-4-7.rule")
    assert not NATION.is_recalled("indicator.V-W2.rule")


def test_windows_and_limits_are_those_of_the_national_text():
    assert (NATION.availability.timeout_s, NATION.availability.fail_share) == (15, 0.05)
    assert (NATION.columns.stale_least, NATION.columns.due_least, NATION.columns.empty_least) == (5, 10, 5)
    assert (NATION.scoring.fail_below, NATION.scoring.bonus_above, NATION.maximum) == (60, 80, 130)


def test_the_example_is_tighter_and_says_that_it_is_no_law():
    assert EXAMPLE.example
    assert EXAMPLE.in_force_from is None
    assert EXAMPLE.home_freshness.window_days == 10
    changed = {each.key for each in differences(NATION, EXAMPLE)}
    assert "columns.stale_least" in changed
    assert "deadline.veto" not in changed
    assert all(EXAMPLE.is_recalled(key) for key in changed if "." in key and "note" not in key)


def test_a_wrong_value_is_named_with_its_file_and_key(tmp_path):
    file = written(tmp_path, ("fail_share = 0.05", "fail_share = 5"), ("due_least = 10 ", "due_least = 1.5"))
    with pytest.raises(RuleError) as wrong:
        load(file)
    assert wrong.value.where == "national-2019.toml"
    assert wrong.value.faults == ["availability.fail_share: 不能大于 1.0", "columns.due_least: 须为整数"]


def test_the_message_speaks_the_readers_language(tmp_path):
    use_language("en")
    with pytest.raises(RuleError, match=r"national-2019.toml: scoring.fail_belw: there is no such key"):
        load(written(tmp_path, ("bonus_above = 80.0", "bonus_above = 80.0\nfail_belw = 1")))


def test_groups_must_add_up_to_full_marks(tmp_path):
    with pytest.raises(RuleError, match="101 分"):
        load(written(tmp_path, ("points = 31", "points = 32")))


def test_limits_must_rise(tmp_path):
    with pytest.raises(RuleError, match="scoring"):
        load(written(tmp_path, ("fail_below = 60.0", "fail_below = 90.0")))


def test_what_is_no_toml_is_refused_with_its_name(tmp_path):
    (tmp_path / "bad.toml").write_text("name = ", "utf-8")
    with pytest.raises(RuleError, match=r"bad\.toml"):
        load(tmp_path / "bad.toml")


def test_a_set_travels_to_a_worker():
    assert pickle.loads(pickle.dumps(NATION)) == NATION


def test_it_confirms_as_often_as_the_set_says():
    assert NATION.confirmations("availability") == 2
    assert NATION.confirmations("home_freshness") == 1
    assert NATION.confirmations("no_such_check") == 0
