"""What each role has in its menu, its first page first, and what the staff of one unit may open."""

from core.access import Actor, Role
from pages.shell.navigation import TABLE, Page, allowed

# What else a role may open is reached by links. Roles that are not named have all of theirs in the menu.
MENU: dict[Role, tuple[str, ...]] = {
    Role.LEADER: ("overview", "health", "progress", "closing", "registry"),
}
OF_A_UNIT = ("work", "registry", "notices", "records")
# Reached by links from these; each shows the rows of the own subtree only.
OF_A_UNIT_LINKED = ("channel", "issues", "tasks", "census", "assessment")


def openable(actor: Actor) -> list[Page]:
    """The pages that `actor` may open, the first page first, the others in the order of the table."""
    pages = allowed(actor.role)
    if actor.of_a_unit:
        pages = [entry for entry in pages if entry.key in OF_A_UNIT + OF_A_UNIT_LINKED]
    first = in_menu(actor)[0]
    return sorted(pages, key=lambda entry: (entry.key != first, TABLE.index(entry)))


def in_menu(actor: Actor) -> tuple[str, ...]:
    """The keys of the pages in the menu of `actor`."""
    if actor.of_a_unit:
        return OF_A_UNIT
    return MENU.get(actor.role, tuple(entry.key for entry in allowed(actor.role)))
