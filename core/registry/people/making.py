"""Making the accounts of a checked list, each with its invitation, and what is handed out."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.access import accounts
from core.access.accounts import Grant, NewAccount
from core.access.actor import Actor, Role, require
from core.common.errors import AccountRefused
from core.common.sheet import Sheet
from core.common.text import t
from core.registry.people.reading import PeopleFile
from db.engine import writing


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who was entered; `token` opens the link that sets the password, once."""

    display_name: str
    name: str
    phone: str
    role: Role
    unit: str
    token: str


def make_all(people: PeopleFile, *, actor: Actor) -> list[Invited]:
    """Enter and invite everybody of the list in one transaction. Administrators.

    Raises `AccountRefused`, and nothing is entered, when a row is wrong, the list is empty, or a name was
    taken or a unit removed since the list was checked."""
    require(actor, Role.ADMINISTRATOR)
    if people.wrong:
        raise AccountRefused("file_wrong", count=len(people.wrong))
    if not people.rows:
        raise AccountRefused("file_empty")
    invited: list[Invited] = []
    with writing() as session:
        for row in people.rows:
            if row.role is None:
                raise AccountRefused("no_role")
            new = NewAccount(row.name, row.display_name, (Grant(row.role, row.unit_id),), row.phone)
            token = accounts.enter_invitation(session, accounts.enter(session, new, actor=actor), actor=actor)
            invited.append(Invited(row.display_name, row.name, row.phone, row.role, row.unit, token))
    return invited


def links_sheet(invited: Sequence[Invited], links: Sequence[str]) -> Sheet:
    """Who gets which link, a row each, to be handed out by an office; `links` in the order of `invited`."""
    fields = ("display_name", "name", "phone", "role", "unit", "link")
    return Sheet(
        name=t("people.file.links"),
        headings=[t(f"people.column.{field}") for field in fields],
        rows=[
            (one.display_name, one.name, one.phone, one.role.label, one.unit, link)
            for one, link in zip(invited, links, strict=True)
        ],
    )
