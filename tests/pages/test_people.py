"""The page of accounts: a list is checked, entered, and its links handed out."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.access.accounts import Grant
from core.access.actor import use_provider
from core.access.listing import account_line, account_lines
from core.common import clock
from core.common.text import LANGUAGES, Language, catalogue, use_language
from db.models import AccountState, AuditEntry
from pages.people.slips import roles
from tests.core.access.people import ADMINISTRATOR, a_person
from tests.pages.pages import opened
from tests.rows import a_unit, all_of

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
    assert not app.exception
    assert "皇帝" in str(app.dataframe[0].value.to_numpy())
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_entered_gets_a_link_and_a_slip_until_dismissed(database: object, language: Language) -> None:
    use_language(language)
    use_provider(lambda: ADMINISTRATOR)
    said = catalogue(language)
    app = AppTest.from_function(new_person, kwargs={"language": language}).run()
    for field, value in (("display_name", "甲"), ("name", "jia")):
        next(one for one in app.text_input if one.label == said[f"people.column.{field}"]).set_value(value)
    app.selectbox(key="grant-role-new").set_value(Role.LEADER)
    app.button[0].click().run()
    assert not app.exception
    for _ in range(2):  # another run takes neither away
        assert any("token=" in one.value for one in app.markdown)
        assert said["people.slip"] in {button.label for button in app.get("download_button")}
        app.run()
    app.button(key="people-invited-done").click().run()
    assert said["people.slip"] not in {button.label for button in app.get("download_button")}
    assert not any("token=" in one.value for one in app.markdown)


def new_person(language: str) -> None:
    """The form as the page's dialog draws it, and what stands on the page afterwards."""
    from core.common.text import use_language
    from pages.people.forms import new_form
    from pages.people.slips import link_box

    use_language(language)  # type: ignore[arg-type]
    new_form()
    link_box()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deputy_is_entered_in_the_form_and_named_in_the_list(database: object, language: Language) -> None:
    use_language(language)
    use_provider(lambda: ADMINISTRATOR)
    unit, today = a_unit(name="示例区教育局"), clock.today()
    away = a_person("wang", Grant(Role.STAFF, unit))
    deputy = a_person("zhang", Grant(Role.LEADER))

    app = AppTest.from_function(roles_form, kwargs={"account_id": deputy, "language": language})
    app.run()
    app.checkbox(key="account-more").check().run()
    key = f"{deputy}-1"
    app.selectbox(key=f"grant-unit-{key}").set_value(unit)
    app.selectbox(key=f"grant-deputy-{key}").set_value(away)
    app.button(key="account-roles-save").click().run()
    assert [one.value for one in app.error] == [catalogue(language)["account.refused.deputy_days"]]
    app.date_input(key=f"grant-first-{key}").set_value(today)
    app.date_input(key=f"grant-last-{key}").set_value(today)
    app.button(key="account-roles-save").click().run()
    assert not app.exception
    line = account_line(deputy, actor=ADMINISTRATOR)
    assert [one.grant for one in line.assigned] == [
        Grant(Role.LEADER),
        Grant(Role.STAFF, unit, today, today, away),
    ]
    assert {"zh": "代理wang女士", "en": "deputy for wang女士"}[language] in roles(line)
    assert today.isoformat() in roles(line)


def roles_form(account_id: int, language: str) -> None:
    """The form as the page's dialog draws it."""
    from core.access import current_actor
    from core.access.listing import account_line
    from core.common.text import use_language
    from pages.people.forms import roles_form as form

    use_language(language)  # type: ignore[arg-type]
    form(account_line(account_id, actor=current_actor()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_leaves_hands_over_in_the_form_and_both_trails_say_so(
    database: object, language: Language
) -> None:
    use_language(language)
    use_provider(lambda: ADMINISTRATOR)
    unit = a_unit(name="示例区教育局")
    a_person("admin", Grant(Role.ADMINISTRATOR))
    leaves, stays = a_person("wang", Grant(Role.STAFF, unit)), a_person("zhang", Grant(Role.LEADER))
    app = AppTest.from_function(leave_form, kwargs={"account_id": leaves, "language": language}).run()
    said = catalogue(language)
    app.selectbox[0].set_value(stays)
    app.button[0].click().run()
    assert [one.value for one in app.error] == [said["account.refused.no_reason"]]
    assert account_line(leaves, actor=ADMINISTRATOR).state is AccountState.ACTIVE
    app.text_area[0].set_value("调离")
    app.button[0].click().run()
    assert not app.exception
    assert not app.error, [one.value for one in app.error]
    assert account_line(leaves, actor=ADMINISTRATOR).state is AccountState.LEFT
    taken = [one.grant for one in account_line(stays, actor=ADMINISTRATOR).assigned]
    assert taken == [Grant(Role.LEADER), Grant(Role.STAFF, unit)]
    noted = [(one.noun_id, one.action, one.reason) for one in all_of(AuditEntry)][-2:]
    assert noted == [(stays, "account_roles", "zhang"), (leaves, "account_state", "调离")]


def leave_form(account_id: int, language: str) -> None:
    """The form as the page's dialog draws it."""
    from core.access import current_actor
    from core.access.listing import account_line
    from core.common.text import use_language
    from pages.people.forms import _leave_form

    use_language(language)  # type: ignore[arg-type]
    _leave_form(account_line(account_id, actor=current_actor()))
