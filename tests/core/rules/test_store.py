"""Which set is in force, saving as a new version, and following another process."""

from datetime import date

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.rules import RuleError, rule_set, store
from core.rules.editing import copy, save
from core.rules.ruleset import Basis
from db import engine
from db.engine import writing
from db.models import AuditEntry, RuleRevision
from tests.rows import all_of

CHIEF = Actor("监管员", Role.SUPERVISOR)
NATION = "national-2019.1"
TODAY = date(2026, 11, 23)
TIGHT = {"home_freshness": {"window_days": 10}}


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(clock.start_of(TODAY)):
        yield


def a_copy(key: str = "district", source: str = NATION) -> str:
    return copy(source, key=key, name="本区指标", jurisdiction="本区", actor=CHIEF)


def in_force(version: str, since: date, **changes: object) -> str:
    return save(version, {"in_force_from": since, **changes}, note="", actor=CHIEF)


def test_the_national_set_is_in_force_where_nothing_was_saved():
    assert rule_set().version == NATION


def test_a_copy_is_a_draft_and_changes_nothing():
    assert a_copy() == "district.1"
    assert rule_set().version == NATION
    assert store.edition("district.1").rules.in_force_from is None


def test_a_set_comes_into_force_on_its_day():
    in_force(a_copy(), date(2026, 12, 1), **TIGHT)
    assert rule_set().version == NATION
    assert rule_set(date(2026, 12, 1)).version == "district.2"
    assert rule_set(date(2026, 12, 1)).home_freshness.window_days == 10


def test_what_was_judged_earlier_keeps_its_version():
    second = in_force(a_copy(), date(2026, 1, 1))
    save(second, {"in_force_from": date(2026, 6, 1), **TIGHT}, note="加严", actor=CHIEF)
    assert rule_set(date(2026, 3, 1)).version == "district.2"
    assert rule_set().version == "district.3"
    assert rule_set(date(2025, 3, 1)).version == NATION


def test_after_its_last_day_no_older_version_comes_back():
    second = in_force(a_copy(), date(2026, 1, 1))
    save(
        second, {"in_force_from": date(2026, 2, 1), "in_force_until": date(2026, 3, 1)}, note="", actor=CHIEF
    )
    assert rule_set(date(2026, 3, 1)).version == "district.3"
    assert rule_set(date(2026, 3, 2)).version == NATION


def test_a_set_for_some_kinds_goes_before_one_for_all():
    in_force(a_copy("all-channels"), TODAY)
    in_force(a_copy("apps-only"), date(2026, 1, 1), scope={"kinds": ["app"]})
    assert rule_set(kind="app").version == "apps-only.2"
    assert rule_set(kind="weibo").version == "all-channels.2"
    assert rule_set().version == "all-channels.2"


def test_an_example_never_comes_into_force_but_its_copy_may():
    in_force(a_copy(source="example-local.1"), TODAY)
    assert rule_set().home_freshness.window_days == 10


def test_every_save_is_a_new_version_and_leaves_an_audit_row():
    save(a_copy(), TIGHT, note="区里要求", actor=CHIEF)
    assert [row.version for row in all_of(RuleRevision)] == ["district.1", "district.2"]
    last = all_of(AuditEntry)[-1]
    assert (last.actor, last.action, last.noun, last.reason) == ("监管员", "save", "rule_set", "区里要求")
    assert last.changes["home_freshness.window_days"] == [14, 10]


def test_a_form_opened_on_an_old_version_is_refused():
    first = a_copy()
    save(first, TIGHT, note="", actor=CHIEF)
    with pytest.raises(DomainError, match=r"district\.2"):
        save(first, {"columns": {"due_least": 3}}, note="", actor=CHIEF)


def test_a_shipped_set_cannot_be_changed():
    with pytest.raises(DomainError, match="复制"):
        save(NATION, TIGHT, note="", actor=CHIEF)


def test_a_wrong_value_is_named_and_nothing_is_saved():
    first = a_copy()
    with pytest.raises(RuleError, match=r"district\.2: availability\.fail_share"):
        save(first, {"availability": {"fail_share": 2}}, note="", actor=CHIEF)
    assert len(all_of(RuleRevision)) == 1


def test_saving_without_a_change_is_refused():
    with pytest.raises(DomainError, match="没有改动"):
        save(a_copy(), {"home_freshness": {"window_days": 14}}, note="", actor=CHIEF)


def test_a_changed_value_of_a_copy_is_local_and_unconfirmed_until_somebody_says_where_it_comes_from():
    first = a_copy()
    assert store.edition(first).rules.basis("home_freshness.window_days") is Basis.SEEN
    second = save(first, TIGHT | {"columns": {"due_least": 3}}, note="", actor=CHIEF)
    rules = store.edition(second).rules
    assert rules.basis("home_freshness.window_days") is Basis.UNCONFIRMED
    assert rules.is_recalled("home_freshness.window_days")
    assert rules.basis("home_freshness.confirmations") is Basis.RECALLED
    assert rules.basis("columns.stale_least") is Basis.SEEN
    third = save(second, {"local": {"home_freshness.window_days": "区府办〔2026〕1号"}}, note="", actor=CHIEF)
    rules = store.edition(third).rules
    assert rules.basis("home_freshness.window_days") is Basis.LOCAL
    assert rules.basis("columns.due_least") is Basis.UNCONFIRMED


def test_a_value_changed_by_a_document_carries_its_name_and_another_change_loses_it():
    second = save(a_copy(), TIGHT, note="", source=" 区府办〔2026〕1号 ", actor=CHIEF)
    assert store.edition(second).rules.local == {"home_freshness.window_days": "区府办〔2026〕1号"}
    third = save(second, {"home_freshness": {"window_days": 7}}, note="", actor=CHIEF)
    assert store.edition(third).rules.basis("home_freshness.window_days") is Basis.UNCONFIRMED


def test_a_value_put_back_to_the_national_one_is_as_sure_as_it_is_there():
    second = save(a_copy(), TIGHT, note="", actor=CHIEF)
    third = save(second, {"home_freshness": {"window_days": 14}}, note="", actor=CHIEF)
    assert store.edition(third).rules.local == {}
    assert store.edition(third).rules.basis("home_freshness.window_days") is Basis.SEEN


def test_points_that_an_office_gives_an_indicator_are_its_own():
    second = save(a_copy(), {"indicator": {"D-1-7": {"points": 2}}}, note="", actor=CHIEF)
    rules = store.edition(second).rules
    assert rules.basis("indicator.D-1-7.points") is Basis.UNCONFIRMED
    assert rules.basis("indicator.D-1-7") is Basis.UNCONFIRMED
    assert rules.basis("indicator.D-1-7.rule") is Basis.SEEN


def test_a_source_that_is_too_long_is_refused_in_words():
    with pytest.raises(RuleError, match="不能超过 200 字"):
        save(a_copy(), TIGHT, note="", source="长" * 201, actor=CHIEF)
    assert len(all_of(RuleRevision)) == 1


def test_a_number_below_nothing_is_refused():
    with pytest.raises(RuleError, match="不能小于 0"):
        save(a_copy(), {"check": {"redirects": {"thresholds": {"most": -1}}}}, note="", actor=CHIEF)


@pytest.mark.parametrize("key", ["", "National", "区", "a", "../x", "x" * 33])
def test_a_key_that_is_no_key_is_refused(key):
    with pytest.raises(DomainError):
        a_copy(key)


def test_a_key_is_used_once():
    a_copy()
    with pytest.raises(DomainError, match="district"):
        a_copy()


@pytest.mark.parametrize("role", [Role.LEADER, Role.STAFF, Role.CHECKER])
def test_only_supervisors_change_rules(role):
    with pytest.raises(DomainError):
        copy(NATION, key="district", name="x", jurisdiction="", actor=Actor("某人", role))


def test_another_processs_save_is_seen_within_seconds(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(store, "monotonic", lambda: now[0])
    version = a_copy()
    rule_set()
    document = {
        **store.edition(version).rules.document(),
        "version": "district.2",
        "in_force_from": "2026-01-01",
    }
    with writing() as session:
        session.add(
            RuleRevision(key="district", revision=2, version="district.2", document=document,
                         saved_at=clock.now(), saved_by="另一进程")
        )  # fmt: skip
    assert rule_set().version == NATION
    now[0] += store.LOOK_AGAIN_S
    assert rule_set().version == "district.2"


def test_a_key_that_came_with_a_later_release_is_taken_from_the_national_set():
    document = store.edition(a_copy()).rules.document()
    del document["columns"]
    del document["indicator"]["D-4-8"]
    assert store.read_saved(document, "old.1") == store.edition("district.1").rules.model_copy()


def test_a_saved_version_that_cannot_be_read_is_named_and_left_out():
    a_copy()
    with writing() as session:
        session.add(
            RuleRevision(
                key="odd",
                revision=1,
                version="odd.1",
                document={"name": 5, "in_force_from": "2026-01-01"},
                saved_at=clock.now(),
                saved_by="x",
            )
        )
    store.forget()
    assert rule_set().version == NATION
    assert [each.version for each in store.broken()] == ["odd.1"]


def test_looking_up_the_rules_creates_no_database(tmp_path, monkeypatch):
    monkeypatch.setenv("SUPERVISION_DATA_DIR", str(tmp_path / "nothing"))
    engine.forget()
    assert rule_set().version == NATION
    assert not list((tmp_path / "nothing").glob("*"))
