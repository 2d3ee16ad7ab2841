"""Whether people have to sign in here."""

from sqlalchemy.exc import SQLAlchemyError

from core.access.accounts import any_account, anyone_can_sign_in
from core.common.settings import settings
from db.engine import database_exists, database_url

_seen: set[str] = set()


def sign_in_needed() -> bool:
    """Whether nobody sees anything without signing in: so set, or an account exists, or the demonstration."""
    chosen = settings()
    if chosen.sign_in != "auto":
        return chosen.sign_in == "required"
    return chosen.demonstration or _any_account()


def anyone_has_to_sign_in() -> bool:
    """Whether the dashboard may be reached from other machines: people sign in, and an administrator can.

    Asked before the database is brought to this version, so one without these tables, or none, says no."""
    try:
        return database_exists() and sign_in_needed() and anyone_can_sign_in()
    except SQLAlchemyError:
        return False


def _any_account() -> bool:
    """Accounts never go away again, so a yes is remembered: of this database, not of another opened later."""
    here = database_url()
    if here not in _seen and any_account():
        _seen.add(here)
    return here in _seen
