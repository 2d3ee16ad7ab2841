"""What kind of trouble a database error is, for those who have to say it in words."""

from enum import StrEnum

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError


class DatabaseTrouble(StrEnum):
    FULL = "full"
    BUSY = "busy"
    GONE = "gone"
    OTHER = "other"


SIGNS = {
    DatabaseTrouble.FULL: ("database or disk is full", "No space left"),
    DatabaseTrouble.BUSY: (
        "database is locked",
        "could not serialize",
        "deadlock detected",
        "lock timeout",
        "too many clients",
        "too many connections",
        "connection slots are reserved",
    ),
    DatabaseTrouble.GONE: (
        "connection refused",
        "unable to open database",
        "server closed the connection",
        "connection failed",
        "connection timeout expired",
        "connection is bad",
        "terminating connection",
        "database system is",
        "could not translate host name",
        "failed to resolve host",
    ),
}


def kind_of(error: BaseException) -> DatabaseTrouble | None:
    """The kind of trouble; None for what is no database error."""
    if not isinstance(error, SQLAlchemyError):
        return None
    if isinstance(error, TimeoutError):
        # Every connection of the pool is taken.
        return DatabaseTrouble.BUSY
    text = words_of(error).lower()
    for kind, signs in SIGNS.items():
        if any(sign.lower() in text for sign in signs):
            return kind
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return DatabaseTrouble.GONE if lost else DatabaseTrouble.OTHER


def words_of(error: SQLAlchemyError) -> str:
    """What the database itself said, without the statement, its values, or any address with a password."""
    return str(getattr(error, "orig", None) or type(error).__name__).partition("\n")[0]
