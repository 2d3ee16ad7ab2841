"""What follows a reader from page to page, and the way back to where one came from."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.common.text import t
from core.registry.channel_file import channel_file
from core.registry.kinds import WATCHED
from tests.pages.pages import opened

UNIT = "2"


def moved(app: AppTest, page: str, **parameters: str) -> AppTest:
    """The same reader on another page, as by the menu or by a link."""
    app.switch_page(f"pages/{page}/page.py")
    app.query_params.clear()
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def asked(app: AppTest, name: str) -> str:
    value = app.query_params.get(name, "")
    return value[0] if isinstance(value, list) else str(value)


def test_unit_period_and_kind_go_with_the_reader_through_the_menu(demo_database: Path) -> None:
    app = opened("closing", unit=UNIT, period="year", channel_kind="weibo")
    moved(app, "registry")
    assert (asked(app, "unit"), asked(app, "kind")) == (UNIT, "weibo")
    assert app.selectbox(key="filter-unit").value == UNIT
    moved(app, "issues")
    assert asked(app, "unit") == UNIT
    moved(app, "overview")
    assert asked(app, "period") == "year"


def test_a_link_that_says_what_it_means_is_not_narrowed(demo_database: Path) -> None:
    app = opened("issues", unit=UNIT)
    moved(app, "registry", registered=",".join(WATCHED))
    assert asked(app, "unit") == ""
    assert app.selectbox(key="filter-unit").value == ""


def test_all_again_is_remembered_too(demo_database: Path) -> None:
    app = opened("issues", unit=UNIT)
    app.selectbox(key="filter-unit").set_value("").run()
    moved(app, "registry")
    assert asked(app, "unit") == ""


def test_what_a_page_does_not_offer_is_not_taken_over(demo_database: Path) -> None:
    app = opened("issues", unit="999999")
    moved(app, "registry")
    assert asked(app, "unit") == ""


def test_the_way_back_leads_where_one_came_from(demo_database: Path) -> None:
    back = t("common.back_to", page="{}")
    app = opened("issues", due="overdue")
    moved(app, "channel", id="3")
    (way,) = [one.proto for one in app.get("page_link") if one.proto.label.startswith(back.partition("{")[0])]
    assert way.label == back.format(t("navigation.pages.issues"))
    assert "due=overdue" in way.query_string


def test_a_channel_a_case_and_a_notice_say_where_they_stand(demo_database: Path) -> None:
    def steps(page: str, **parameters: str) -> list[str]:
        return [one.proto.label for one in opened(page, **parameters).get("page_link")]

    grid = channel_file(3).grid
    homes = {page: t(f"navigation.pages.{page}") for page in ("registry", "case", "notices")}
    assert steps("channel", id="3")[1:3] == [homes["registry"], grid[-1].name]
    assert homes["case"] in steps("cases", case="1")
    assert homes["notices"] in steps("notices", notice="1")
