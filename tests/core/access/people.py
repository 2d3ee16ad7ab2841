"""People for tests of signing in."""

from core.access import Actor, Role
from core.access import accounts as kept_accounts
from core.access.accounts import Grant, NewAccount
from core.access.sign_ins import Client, take_invitation

ADMINISTRATOR = Actor("管理员", Role.ADMINISTRATOR)
HERE = Client("192.0.2.7", "a browser")
PASSWORD = "Qinghe-2026-xuncha"


def a_person(name: str, *grants: Grant, password: str = PASSWORD) -> int:
    """An account whose holder has followed the invitation."""
    made = kept_accounts.make(NewAccount(name, f"{name}女士", grants), actor=ADMINISTRATOR)
    take_invitation(kept_accounts.invite(made, actor=ADMINISTRATOR), password)
    return made
