"""The page of tasks: what it says before there is any, one task with its units and channels, the forms."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.common import clock
from core.common.text import LANGUAGES, Language
from core.common.vocabulary import TaskKind, TaskState
from core.tasks import lists, making
from core.tasks.making import Form
from db.engine import writing
from db.models import ChannelEvent, EventKind, UnitLevel
from tests.pages.pages import CHINESE, opened, words
from tests.rows import NOON, a_unit, a_website

CHIEF = Actor("丙", Role.SUPERVISOR)


@pytest.fixture(autouse=True)
def noon(database: object) -> object:
    with clock.frozen(NOON):
        yield


def a_task() -> int:
    today = clock.today()
    for name in ("教育局", "财政局"):
        site = a_website(unit_id=a_unit(level=UnitLevel.INDUSTRY, name=name), name=f"{name}网")
        with writing() as session:
            session.add(ChannelEvent(channel_id=site, kind=EventKind.OPENED, delta=1, day=today))
    form = Form("转发通知", TaskKind.REPOST, today, today + timedelta(days=3), words="通知")
    return making.make(form, actor=CHIEF)


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_any_task_it_says_what_to_do(language: Language) -> None:
    app = opened("tasks", language)
    said = " ".join([*words(app), *(str(one.value) for one in app.info)])
    assert "布置任务" in said or "New task" in said
    assert language == "zh" or not CHINESE.search(said)


def test_one_task_says_how_far_it_is_and_what_the_checker_looks_for() -> None:
    app = opened("tasks", task=str(a_task()))
    said = " ".join(words(app))
    assert "应完成平台" in said
    assert "页面或栏目中出现“通知”" in said
    app.button(key="task-close").click().run()
    assert lists.tasks("over").total == 1
    assert "没有这项任务" in str(opened("tasks", task="99").info[0].value)


def test_the_form_of_a_proof_proves_every_chosen_channel() -> None:
    task = a_task()

    def script(ids: list[int]) -> None:
        from pages.tasks.forms import prove_form

        prove_form(ids)

    ids = [row.id for row in lists.channels(task).rows]
    app = AppTest.from_function(script, kwargs={"ids": ids}).run()
    app.button[0].click().run()
    assert "查看地址或说明" in app.error[0].value
    app.text_area(key="task-note").set_value("已转发")
    app.button[0].click().run()
    assert {row.state for row in lists.channels(task).rows} == {TaskState.PROVED}


def test_the_form_of_a_task_asks_every_running_channel() -> None:
    a_task()

    def script() -> None:
        from pages.tasks.forms import new_form

        new_form()

    app = AppTest.from_function(script).run()
    app.button[0].click().run()
    assert "任务名称" in app.error[0].value
    app.text_input(key="task-title").set_value("更换标识")
    app.selectbox(key="task-kind").set_value(TaskKind.REPLACE)
    app.button[0].click().run()
    assert [(row.title, row.asked) for row in lists.tasks(kind=TaskKind.REPLACE).rows] == [("更换标识", 2)]
