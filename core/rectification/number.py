"""Numbers of issues: year, then a count within it."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from db.models import Issue


def next_number(session: Session, year: int) -> str:
    """The next free number of `year`, `YYYY-NNNNN`. Safe inside a write transaction, because SQLite has one
    writer and on PostgreSQL the unique number refuses a second one."""
    last = session.execute(
        select(func.max(Issue.number)).where(col(Issue.number).startswith(f"{year}-"))
    ).scalar_one_or_none()
    return f"{year}-{int(last.split('-')[1]) + 1 if last else 1:05d}"
