"""What a run of a page asks of the sign-in: one query, whoever needs to know."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Role, accounts, sign_ins
from core.access.accounts import Grant
from core.access.actor import use_provider
from db.scope import use_scope
from pages.shell.sign_in import identity
from tests.core.access.people import ADMINISTRATOR, HERE, a_person
from tests.page_queries import recorded
from tests.pages.pages import opened
from tests.rows import a_unit

OF_PEOPLE = ("FROM sign_in", "FROM account", "JOIN account")


@pytest.fixture
def provided() -> Iterator[None]:
    identity.install()
    yield
    use_provider(None)
    use_scope(None)


@pytest.mark.parametrize("page", ["work", "registry", "notices"])
def test_a_run_asks_once_who_is_signed_in(
    database: object, provided: None, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    unit, other = a_unit(name="示例区教育局"), a_unit(name="示例区卫生健康委员会")
    person = a_person("zhang", Grant(Role.STAFF, unit), Grant(Role.STAFF, other))
    token = sign_ins.sign_in_as(person, HERE)
    monkeypatch.setattr(identity, "browser_token", lambda: token)
    # A run that takes longer looks again, so that an ended sign-in is noticed in its middle.
    monkeypatch.setattr(identity, "GLANCE_S", 60.0)
    app = opened(page)
    assert app.sidebar.selectbox(key="account-role").options == [
        f"{Role.STAFF.label} · {name}" for name in ("示例区教育局", "示例区卫生健康委员会")
    ]
    identity.forget(token)
    with recorded() as sent:
        app.run()
    assert len([one for one in sent if any(name in one.statement for name in OF_PEOPLE)]) == 1


def test_a_role_that_was_taken_away_is_gone_at_the_next_click_however_soon_it_comes(
    database: object, provided: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = a_unit(name="示例区教育局")
    person = a_person("zhang", Grant(Role.SUPERVISOR))
    token = sign_ins.sign_in_as(person, HERE)
    monkeypatch.setattr(identity, "browser_token", lambda: token)
    monkeypatch.setattr(identity, "GLANCE_S", 60.0)
    acted: list[Role] = []
    app = AppTest.from_function(_a_button, kwargs={"acted": acted}).run()
    accounts.set_grants(person, [Grant(Role.STAFF, unit)], actor=ADMINISTRATOR)
    app.button(key="whole").click().run()
    accounts.set_grants(person, [Grant(Role.LEADER)], actor=ADMINISTRATOR)
    app.button(key="part").click().run()
    assert acted == [Role.STAFF, Role.LEADER]


def _a_button(acted: list) -> None:  # type: ignore[type-arg]  # its text is run by itself
    import streamlit as st

    from core.access import current_actor

    current_actor()
    if st.button("whole", key="whole"):
        acted.append(current_actor().role)

    @st.fragment
    def part() -> None:
        if st.button("part", key="part"):
            acted.append(current_actor().role)

    part()
