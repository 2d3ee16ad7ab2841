"""Which statements each page sends: recorded while the page really runs, to be timed or explained."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, event

from tests.pages.pages import opened

# Every page by its file, with what it needs in the address; on paper all its tabs are drawn.
PAGES: dict[str, dict[str, str]] = {
    "overview": {},
    "registry": {},
    "channel": {"id": "1", "print": "1"},
    "grid": {},
    "importing": {},
    "census": {},
    "health": {"print": "1"},
    "work": {},
    "issues": {},
    "verification": {},
    "inspections": {},
    "notices": {},
    "messages": {},
    "assessment": {},
    "tasks": {},
    "progress": {},
    "closing": {},
    "rules": {},
    "cases": {},
    "frozen": {},
    "maintenance": {},
    "calendar": {},
    "reminders": {"print": "1"},
    "checker": {"print": "1"},
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as the driver got it."""

    statement: str
    parameters: Any

    def milliseconds(self, connection: Connection) -> float:
        """Execute it again and fetch every row."""
        cursor = connection.connection.cursor()
        start = perf_counter()
        cursor.execute(self.statement, self.parameters)
        cursor.fetchall()
        taken = perf_counter() - start
        cursor.close()
        return 1000 * taken


@contextmanager
def recorded() -> Iterator[list[Sent]]:
    """The queries sent within the block, by whatever thread; writes are left out."""
    sent: list[Sent] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            sent.append(Sent(statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def queries_of(page: str) -> list[Sent]:
    """The queries of one page that is open already and runs again."""
    app = opened(page, **PAGES[page])
    with recorded() as sent:
        app.run()
    assert not app.exception, app.exception[0].value
    return sent
