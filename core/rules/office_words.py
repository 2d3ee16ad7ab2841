"""What persons said of the supervising body's indicators, year by year; the last word on each counts."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.common import stored_files as store
from core.rules.mapping import Word
from db.engine import reading
from db.models import JudgedAs, OfficeJudgement


@dataclass(frozen=True, slots=True)
class Said:
    """One word, or (without `judged_as`) that the one before was taken back. `digest` is empty where no
    file was handed in; `size` in bytes."""

    id: int
    year: int
    indicator: str
    version: int
    judged_as: JudgedAs | None
    faults: int
    reason: str
    by: str
    at: datetime
    rule_version: str
    digest: str
    name: str
    media: str
    size: int

    @property
    def until(self) -> date:
        """The last day it stands for; the next year begins unanswered."""
        return date(self.year, 12, 31)

    def thumbnail(self) -> bytes | None:
        """The small copy of a picture that pages show; None for any other file."""
        return store.thumbnail(self.digest)

    def data(self) -> bytes | None:
        """The file's bytes; None without one, or when it is not whole any more."""
        return store.read(self.digest) if self.digest else None

    def word(self) -> Word | None:
        """As the verdict counts it; None when it was taken back."""
        if self.judged_as is None:
            return None
        return Word(
            self.id, self.judged_as, self.faults, self.by, self.at, self.reason, self.rule_version, self.until
        )


def last_words(session: Session, year: int) -> dict[str, Said]:
    """The last row of every indicator of a year, also where it says that the word was taken back."""
    same_year = col(OfficeJudgement.year) == year
    newest = (
        select(func.max(col(OfficeJudgement.id))).where(same_year).group_by(col(OfficeJudgement.indicator))
    )
    rows = session.execute(select(OfficeJudgement).where(col(OfficeJudgement.id).in_(newest))).scalars()
    return {row.indicator: _said(row) for row in rows}


def history(year: int, indicator: str) -> tuple[Said, ...]:
    """Every word on one indicator of one year, the newest first."""
    with reading() as session:
        rows = session.execute(
            select(OfficeJudgement)
            .where(col(OfficeJudgement.year) == year, col(OfficeJudgement.indicator) == indicator)
            .order_by(col(OfficeJudgement.version).desc())
        ).scalars()
        return tuple(_said(row) for row in rows)


def _said(row: OfficeJudgement) -> Said:
    return Said(
        row.id, row.year, row.indicator, row.version, row.judged_as, row.faults, row.reason,
        row.judged_by, row.judged_at, row.rule_version, row.digest, row.name, row.media, row.size,
    )  # fmt: skip
