"""Columns of a site: what they are token to, and who decides."""

from datetime import date

import pytest

from core.access import Actor, Role
from core.common.errors import DomainError, RegistryRefused
from core.registry.site_columns import (
    ColumnValues,
    Seen,
    add_column,
    columns_of,
    confirm,
    edit_column,
    put_back_column,
    reject,
    retire_column,
    suggest,
    suggestions_of,
)
from core.registry.validate import Invalid
from core.rules import rule_set
from db.engine import writing
from db.models import AuditEntry, ColumnLevel
from tests.registry_files import SUPERVISOR
from tests.rows import a_unit, a_website, all_of

NEWS = ColumnValues("要闻", url="http://x.example.cn/yw/", category="news")


@pytest.fixture
def site(either_database):
    return a_website(url="http://x.example.cn/")


def test_the_limit_is_the_rule_sets_unless_the_column_has_its_own():
    rule = rule_set().columns
    assert rule.window_days("news") == rule.news_window_days
    assert rule.window_days("policies") == 30 * rule.policy_window_months
    assert (rule.window_days("news", 3), rule.window_days("other"), rule.window_days("")) == (3, None, None)


def test_a_column_is_entered_changed_and_retired(site):
    ident = add_column(site, NEWS, actor=SUPERVISOR)
    changed = ColumnValues("要闻", url=NEWS.url, category="news", freshness_days=7)
    assert edit_column(ident, changed, version=1, actor=SUPERVISOR) == ("freshness_days",)
    retire_column(ident, version=2, actor=SUPERVISOR, reason="已并入")
    assert columns_of(site) == ()
    assert [one.id for one in columns_of(site, retired=True)] == [ident]
    assert [one.action for one in all_of(AuditEntry)] == ["create", "edit", "retire"]


def test_one_address_is_one_column(site):
    add_column(site, NEWS, actor=SUPERVISOR)
    with pytest.raises(Invalid, match="要闻"):
        add_column(site, ColumnValues("另一", url="x.example.cn/yw/"), actor=SUPERVISOR)


def test_the_second_of_two_changes_nothing(site):
    ident = add_column(site, NEWS, actor=SUPERVISOR)
    edit_column(ident, ColumnValues("头条", url=NEWS.url), version=1, actor=Actor("张三", Role.SUPERVISOR))
    with pytest.raises(RegistryRefused, match="张三"):
        edit_column(ident, ColumnValues("快讯", url=NEWS.url), version=1, actor=SUPERVISOR)


def test_a_suggestion_is_decided_once(site):
    with writing() as session:
        suggest(session, site, [Seen("要闻", NEWS.url), Seen("公告", "http://x.example.cn/gg/")])
    first, second = suggestions_of(site)
    confirm(first.id, NEWS, actor=SUPERVISOR)
    reject(second.id, actor=SUPERVISOR)
    for decide in (
        lambda: reject(first.id, actor=SUPERVISOR),
        lambda: confirm(second.id, NEWS, actor=SUPERVISOR),
    ):
        with pytest.raises(RegistryRefused):
            decide()
    assert [one.values.name for one in columns_of(site)] == ["要闻"]


def test_a_known_column_is_not_suggested(site):
    add_column(site, NEWS, actor=SUPERVISOR)
    with writing() as session:
        assert suggest(session, site, [Seen("要闻", NEWS.url)]) == 0


def test_a_column_entered_without_an_address_is_known_by_its_name(site):
    add_column(site, ColumnValues("要闻"), actor=SUPERVISOR)
    with writing() as session:
        assert (
            suggest(session, site, [Seen(" 要闻 ", NEWS.url), Seen("公告", "http://x.example.cn/gg/")]) == 1
        )
    assert [one.name for one in suggestions_of(site)] == ["公告"]


def test_an_address_too_long_for_any_column_is_not_suggested(site):
    with writing() as session:
        assert suggest(session, site, [Seen("要闻", "http://x.example.cn/" + "y" * 9_000)]) == 0


def test_staff_may_not_decide(site):
    with pytest.raises(DomainError):
        add_column(site, NEWS, actor=Actor("员工", Role.STAFF))


def test_columns_stand_as_on_any_day_and_one_retired_by_mistake_comes_back(site):
    unit = a_unit(name="示例区教育局")
    news = add_column(site, NEWS, opened_on=date(2019, 1, 1), actor=SUPERVISOR)
    section = ColumnValues("教育专栏", ColumnLevel.SECTION, unit_id=unit)
    add_column(site, section, opened_on=date(2020, 3, 1), actor=SUPERVISOR)
    retire_column(news, version=1, actor=SUPERVISOR, reason="改版", on=date(2021, 5, 1))

    def on(*day, **asked):
        return [(one.values.name, one.unit) for one in columns_of(site, on=date(*day), **asked)]

    assert (on(2018, 12, 31), on(2019, 1, 1)) == ([], [("要闻", "")])
    assert on(2021, 4, 30) == [("要闻", ""), ("教育专栏", "示例区教育局")]
    assert on(2021, 5, 1) == [("教育专栏", "示例区教育局")], "on its last day it no longer counts"
    assert len(on(2021, 5, 1, retired=True)) == 2
    put_back_column(news, version=2, actor=SUPERVISOR, reason="误停用")
    assert len(on(2021, 5, 1)) == 2
    with pytest.raises(RegistryRefused):
        put_back_column(news, version=3, actor=SUPERVISOR, reason="又一次")
    retire_column(news, version=3, actor=SUPERVISOR, reason="改版", on=date(2021, 5, 1))
    add_column(site, ColumnValues("新要闻", url=NEWS.url), actor=SUPERVISOR)
    with pytest.raises(Invalid, match="新要闻"):
        put_back_column(news, version=4, actor=SUPERVISOR, reason="误停用")
