"""The forms of the registry, each drawn alone: judged while a person types, saved once."""

import pytest
from streamlit.testing.v1 import AppTest

from core.registry.branches import district_id
from core.registry.editing import edit
from core.registry.site_columns import Seen, columns_of, suggest, suggestions_of
from core.registry.units import unit_sheet
from db.engine import writing
from db.models import Channel, Unit, UnitLevel
from tests.registry_files import SUPERVISOR
from tests.rows import a_unit, a_website, all_of


def drawn(form, **arguments) -> AppTest:
    app = AppTest.from_function(form, kwargs=arguments, default_timeout=30).run()
    assert not app.exception, app.exception[0].value
    return app


def unit_form(unit_id, under):
    from pages.grid import unit_form

    unit_form._form(unit_id, under)


def move_form(unit_id):
    from pages.grid import unit_form

    unit_form._move_form(unit_id)


def channel_form(channel_id, unit_id):
    from pages.components import channel_form

    channel_form._form(channel_id, unit_id)


def columns(channel_id):
    from pages.channel.site_columns import site_columns

    site_columns(channel_id)


def column_form(channel_id):
    from pages.channel import site_columns

    site_columns._form(channel_id, None)


def confirm_form(channel_id):
    from core.registry.site_columns import suggestions_of
    from pages.channel import site_columns

    for suggestion in suggestions_of(channel_id):
        site_columns._confirm(suggestion)


def reds(app) -> str:
    return " ".join(one.value for one in app.markdown if one.value.startswith(":red["))


def test_a_new_unit_stands_under_the_one_it_was_added_to(demo_database):
    app = drawn(unit_form, unit_id=None, under=district_id())
    assert app.button("unit-save").disabled
    app.text_input("unit-name").input("新设局").run()
    app.button("unit-save").click().run()
    made = next(one for one in all_of(Unit) if one.name == "新设局")
    assert (made.level, made.parent_id) == (UnitLevel.INDUSTRY, district_id())


def test_a_unit_is_moved(demo_database):
    operators = [one for one in all_of(Unit) if one.level == UnitLevel.OPERATOR]
    unit, target = (
        operators[0],
        next(one.parent_id for one in operators if one.parent_id != operators[0].parent_id),
    )
    app = drawn(move_form, unit_id=unit.id)
    app.selectbox("unit-parent").select(target).run()
    app.button("unit-move-save").click().run()
    assert unit_sheet(unit.id).values.parent_id == target


def test_persons_on_duty_are_entered(demo_database):
    app = drawn(unit_form, unit_id=district_id(), under=None)
    app.text_input("person-0").input("王五").run()
    app.button("unit-save").click().run()
    assert [one.name for one in unit_sheet(district_id()).persons] == ["王五"]


def test_a_unit_changed_meanwhile_is_not_overwritten(demo_database):
    from dataclasses import replace

    from core.registry.units import edit_unit

    unit = district_id()
    app = drawn(unit_form, unit_id=unit, under=None)
    edit_unit(unit, replace(unit_sheet(unit).values, phone="1"), version=1, actor=SUPERVISOR)
    app.text_input("unit-contact").input("李四").run()
    app.button("unit-save").click().run()
    assert SUPERVISOR.name in app.error[0].value
    assert unit_sheet(unit).values.contact != "李四"


def test_faults_are_said_while_typing_and_hold_the_button(database):
    app = drawn(channel_form, channel_id=None, unit_id=a_unit())
    assert reds(app) == ""
    app.text_input("channel-name").input("示例局网站").run()
    app.text_input("channel-site_code").input("12").run()
    assert "10 位数字" in reds(app)
    assert "首页网址" in reds(app)
    assert app.button("channel-save").disabled


def test_a_channel_is_entered(database):
    unit = a_unit()
    app = drawn(channel_form, channel_id=None, unit_id=unit)
    for key, value in (
        ("name", "示例局网站"),
        ("url", "www.example.gov.cn"),
        ("site_code", "５００１０６０００１"),
    ):
        app.text_input(f"channel-{key}").input(value)
    app.run()
    app.button("channel-save").click().run()
    (made,) = all_of(Channel)
    assert (made.code, made.url, made.site_code, made.unit_id) == (
        "W0001",
        "http://www.example.gov.cn/",
        "5001060001",
        unit,
    )


def test_the_fields_follow_the_kind(database):
    app = drawn(channel_form, channel_id=None, unit_id=a_unit())
    app.selectbox("channel-kind").select("weibo").run()
    keys = {one.key for one in app.text_input}
    assert "channel-account" in keys
    assert "channel-site_code" not in keys


def test_a_channel_changed_meanwhile_is_not_overwritten(database):
    ident = a_website(name="旧名", url="http://x.example.cn/")
    app = drawn(channel_form, channel_id=ident, unit_id=None)
    edit(ident, {"phone": "023-11111"}, version=1, actor=SUPERVISOR)
    app.text_input("channel-name").input("新名").run()
    app.button("channel-save").click().run()
    assert SUPERVISOR.name in app.error[0].value
    assert all_of(Channel)[0].name == "旧名"


def test_registered_and_observed_stand_side_by_side(database):
    ident = a_website(observed="silent", url="http://x.example.cn/")
    assert drawn(channel_form, channel_id=ident, unit_id=None).warning


@pytest.fixture
def site(database):
    ident = a_website(url="http://x.example.cn/")
    with writing() as session:
        assert suggest(session, ident, [Seen("通知公告", "http://x.example.cn/tz/", "notices")]) == 1
    return ident


def test_a_suggested_column_counts_only_once_confirmed(site):
    assert columns_of(site) == ()
    app = drawn(confirm_form, channel_id=site)
    app.button("column-confirm").click().run()
    (column,) = columns_of(site)
    assert (column.values.name, column.values.category, column.values.freshness_days) == (
        "通知公告",
        "notices",
        None,
    )
    assert suggestions_of(site) == ()


def test_a_rejected_column_is_not_suggested_again(site):
    app = drawn(columns, channel_id=site)
    app.button(f"reject-{suggestions_of(site)[0].id}").click().run()
    with writing() as session:
        assert suggest(session, site, [Seen("通知公告", "http://x.example.cn/tz/")]) == 0
    assert (suggestions_of(site), columns_of(site)) == ((), ())


def test_a_column_is_entered_with_its_own_limit(site):
    app = drawn(column_form, channel_id=site)
    app.text_input("column-name").input("要闻").run()
    app.number_input("column-days").set_value(7).run()
    app.button("column-save").click().run()
    assert [(one.values.name, one.values.freshness_days) for one in columns_of(site)] == [("要闻", 7)]
