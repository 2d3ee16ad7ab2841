"""Numbers that go on within a year: a head such as `2026-`, then a count of at least so many digits."""

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session


def following(session: Session, column: Mapped[str], head: str, digits: int) -> str:
    """The number after the last one with this `head`; counts grow longer when all of `digits` are used up.

    Safe inside a write transaction where numbers are unique: SQLite has one writer, and on PostgreSQL the
    second of two equal numbers is refused."""
    count = 1
    # Text order is the order of counts only among those of one length: each length is asked by itself.
    while last := session.execute(
        select(func.max(column)).where(column.like(head + "_" * digits))
    ).scalar_one_or_none():
        count = int(last.removeprefix(head)) + 1
        if len(str(count)) <= digits:
            break
        digits += 1
    return f"{head}{count:0{digits}d}"
