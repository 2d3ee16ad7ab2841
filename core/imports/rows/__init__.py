"""One small class for each kind of file: what a row that was read would write."""

from collections.abc import Callable

from sqlmodel import Session

from core.access import Actor
from core.imports.kinds import Kind
from core.imports.names import Names
from core.imports.rows.base import Maker
from core.imports.rows.calls import Calls
from core.imports.rows.chapters import ChapterRows
from core.imports.rows.columns import Columns
from core.imports.rows.exits import Exits
from core.imports.rows.inspections import Inspections
from core.imports.rows.issues import Issues
from core.imports.rows.messages import Messages, Reports
from core.imports.rows.migrations import Migrations
from core.imports.rows.notices import Notices
from core.imports.rows.persons import Persons
from core.imports.rows.posts import Posts
from core.imports.rows.scans import Scans
from core.imports.rows.units import Units

MAKERS: dict[str, Callable[[Session, Names, Actor, Kind], Maker]] = {
    "units": Units,
    "persons": Persons,
    "columns": Columns,
    "migrations": Migrations,
    "issues": Issues,
    "inspections": Inspections,
    "notices": Notices,
    "exits": Exits,
    "posts": Posts,
    "calls": Calls,
    "scans": Scans,
    "messages": Messages,
    "reports": Reports,
}


def maker_of(kind: Kind, session: Session, names: Names, actor: Actor) -> Maker:
    """What makes rows of a kind, with all that it compares with read from the database."""
    return MAKERS.get(kind.key, ChapterRows)(session, names, actor, kind)
