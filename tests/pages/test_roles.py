"""Which role may open which page: one table, against the menu and against each page asked directly."""

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.access.actor import PEOPLE, use_provider
from core.common.errors import NotSignedIn
from pages.shell.menu import openable
from pages.shell.navigation import TABLE, Page
from tests.server import ROOT

EVERYONE = set(PEOPLE)
WORKING = {Role.STAFF, Role.INSPECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}
SUPERVISING = {Role.SUPERVISOR, Role.ADMINISTRATOR}
AUDITING = {Role.AUDITOR, Role.ADMINISTRATOR}
# Page → the roles that may open it, and whether the staff of one unit may. A new page needs a row.
EXPECTED: dict[str, tuple[set[Role], bool]] = {
    "overview": (EVERYONE, False),
    "registry": (EVERYONE, True),
    "channel": (EVERYONE, True),
    "grid": (EVERYONE, False),
    "importing": (SUPERVISING, False),
    "reconciliation": (EVERYONE, False),
    "census": (EVERYONE, True),
    "health": (EVERYONE, False),
    "accounts": (WORKING, False),
    "work": (EVERYONE, True),
    "issues": (EVERYONE, True),
    "verification": (SUPERVISING, False),
    "inspection": (EVERYONE, False),
    "notices": (EVERYONE, True),
    "messages": (EVERYONE, False),
    "tasks": (EVERYONE, True),
    "records": (EVERYONE, True),
    "assessment": (EVERYONE, True),
    "report": (EVERYONE, False),
    "forms": (EVERYONE, False),
    "progress": (EVERYONE, False),
    "closing": (EVERYONE, False),
    "rule": (EVERYONE, False),
    "case": (EVERYONE, False),
    "frozen": (EVERYONE, False),
    "maintenance": (WORKING, False),
    "calendar": (EVERYONE, False),
    "reminders": (SUPERVISING, False),
    "people": (AUDITING, False),
    "audit": (AUDITING, False),
    "checker": (WORKING, False),
}
REFUSED = [
    (entry, role)
    for entry in TABLE
    for role in (*PEOPLE, None)
    if role is None or role not in EXPECTED.get(entry.key, (EVERYONE, True))[0]
]


def test_every_page_has_a_row_and_the_menu_agrees() -> None:
    assert set(EXPECTED) == {entry.key for entry in TABLE}
    for role in PEOPLE:
        found = {entry.key for entry in openable(Actor("某", role))}
        assert found == {key for key, (roles, _) in EXPECTED.items() if role in roles}, role
    found = {entry.key for entry in openable(Actor("某", Role.STAFF, unit_id=1))}
    assert found == {key for key, (_, of_a_unit) in EXPECTED.items() if of_a_unit}


@pytest.mark.parametrize(
    ("entry", "role"), REFUSED, ids=[f"{entry.key}-{role or 'nobody'}" for entry, role in REFUSED]
)
def test_a_page_reached_past_the_menu_shows_nothing(database: object, entry: Page, role: Role | None) -> None:
    def actor() -> Actor:
        if role is None:
            raise NotSignedIn
        return Actor("某", role)

    use_provider(actor)
    try:
        app = AppTest.from_file(str(ROOT / "pages" / entry.file), default_timeout=30).run()
    finally:
        use_provider(None)
    assert not app.exception
    said = [app.error[0]] if role else [app.warning[0], app.main.children[1]]
    assert list(app.main.children.values()) == said
