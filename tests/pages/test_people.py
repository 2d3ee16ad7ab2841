"""The page of accounts: a list is checked, entered, and its links handed out."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.access.actor import use_provider
from core.access.listing import account_lines
from tests.core.access.people import ADMINISTRATOR
from tests.pages.pages import opened

LIST = "姓名,用户名,身份\n甲,first,领导\n乙,second,{role}\n"


@pytest.fixture(autouse=True)
def nobody_left() -> Iterator[None]:
    yield
    use_provider(None)


def uploaded(app: AppTest, role: str) -> AppTest:
    app.file_uploader(key="people-file").upload("list.csv", LIST.format(role=role).encode(), "text/csv")
    return app.run()


def test_a_list_is_checked_then_entered_and_its_links_are_shown_until_dismissed(database: object) -> None:
    use_provider(lambda: ADMINISTRATOR)
    app = uploaded(opened("people"), "皇帝")
    assert [warning.value[:17] for warning in app.warning] == ["共 2 行，其中 1 行有误，尚未"]
    assert "people-make" not in {button.key for button in app.button}
    app = uploaded(opened("people"), "审计")
    app.button(key="people-make").click().run()
    assert not app.exception
    assert {line.name for line in account_lines(actor=ADMINISTRATOR).rows} == {"first", "second"}
    assert {"设置密码链接", "打印通知单"} <= {button.label for button in app.get("download_button")}
    app.button(key="people-done").click().run()
    assert "people-done" not in {button.key for button in app.button}


def test_an_auditor_sees_the_list_and_no_upload(database: object) -> None:
    use_provider(lambda: Actor("审计", Role.AUDITOR))
    assert not opened("people").get("file_uploader")
