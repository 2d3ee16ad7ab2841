"""Government apps: what may not be kept at its level, what lacks a filing, closing cases in one go."""

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.lifecycle.apps import app_rules, apps, ask_to_leave, findings
from core.registry.editing import create
from core.registry.fields import applies
from core.registry.validate import check
from db.models import Case, ChannelEvent, EventKind
from tests.rows import NOON, _add, a_unit, a_website, all_of

CHIEF = Actor("丙", Role.SUPERVISOR)
FILED = {"app_filing": "渝政应备2026000001", "icp": "渝ICP备12345678号-3A"}


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(NOON):
        yield


def an_app(**fields: object) -> int:
    channel = a_website(**{"kind": "app", "level": "county", **fields})
    _add(ChannelEvent(channel_id=channel, day=clock.today(), kind=EventKind.FOUND, delta=1))
    return channel


@pytest.mark.parametrize(
    ("level", "ground", "filings", "found"),
    [
        ("county", "", FILED, ("barred",)),
        ("township", " ", FILED, ("barred",)),
        ("county", "市政府2026年批复保留", FILED, ("kept",)),
        ("city", "", FILED, ()),
        ("", "", FILED, ("no_level",)),
        ("city", "", {"app_filing": "", "icp": ""}, ("no_app_filing", "no_icp")),
    ],
)
def test_an_app_is_found_by_level_ground_and_filings(level, ground, filings, found):
    assert findings(level, ground, **filings) == found


def test_every_source_says_whether_it_was_read_in_a_mirror():
    assert {source.read for source in app_rules().source} == {"mirror"}
    assert any("12号" in source.number for source in app_rules().source)


def test_only_running_apps_are_listed_those_that_may_not_be_kept_first():
    unit = a_unit(name="某局")  # of one unit: the list goes by their names first
    an_app(name="A", level="city", unit_id=unit, **FILED)
    an_app(name="B", unit_id=unit, **FILED)
    an_app(name="C", kind="mini_program", level="", unit_id=unit, **FILED)
    an_app(name="丁", kind="weibo", unit_id=unit)
    a_website(kind="app", name="戊")
    assert [(one.name, one.findings) for one in apps()] == [
        ("B", ("barred",)), ("A", ()), ("C", ("no_level",)),
    ]  # fmt: skip


def test_closing_cases_of_two_platforms_are_opened_in_one_go():
    ids = [an_app(name="甲"), an_app(name="乙"), an_app(name="丙", kind="mini_program")]
    opened = ask_to_leave(ids, "县级原则上不得建设", actor=CHIEF)
    cases = {one.channel_id: one for one in all_of(Case)}
    assert {cases[one].id for one in ids} == set(opened)
    assert cases[ids[0]].batch == cases[ids[1]].batch != cases[ids[2]].batch
    assert {one.case for one in apps()} == {one.number for one in cases.values()}


def test_nothing_is_opened_where_one_has_a_case_or_is_no_app():
    first, second = an_app(name="甲"), an_app(name="乙")
    ask_to_leave([first], "关停", actor=CHIEF)
    with pytest.raises(DomainError, match="甲"):
        ask_to_leave([second, first], "关停", actor=CHIEF)
    with pytest.raises(DomainError):
        ask_to_leave([second, an_app(kind="weibo")], "关停", actor=CHIEF)
    with pytest.raises(DomainError):
        ask_to_leave([second], " ", actor=CHIEF)
    assert [one.channel_id for one in all_of(Case)] == [first]


def test_only_apps_have_the_fields_and_a_form_keeps_them():
    assert [applies("app_filing", kind) for kind in ("app", "mini_program", "weibo", "website")] == [
        True, True, False, False,
    ]  # fmt: skip
    raw = {
        "name": "示例通", "kind": "app", "level": "city", "app_filing": "渝政应备2026000001",
        "app_approval": "区府办〔2025〕3号", "audience": "社会公众", "keep_ground": "市级统建",
    }  # fmt: skip
    create(raw, unit_id=a_unit(), actor=CHIEF)
    (one,) = apps()
    assert (one.app_filing, one.app_approval, one.audience, one.keep_ground) == (
        "渝政应备2026000001", "区府办〔2025〕3号", "public", "市级统建",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("渝政应备2026000001", []),
        ("办理中", ["app_filing"]),
        ("渝ICP备12345678号-3A", ["app_filing_icp"]),
    ],
)
def test_what_is_no_filing_number_is_known_by_its_shape(number: str, fault: list[str]):
    assert [one.name for one in check({"app_filing": number}, "app")] == fault
