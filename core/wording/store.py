"""The lists in use: the shipped ones with the office's own entries on top, compiled once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from core.common.sheet import Slice
from core.rules import rule_set
from core.wording.entry import Entry
from core.wording.find import SURE, Finder
from core.wording.lists_in_use import combined, finder_of
from db.engine import reading
from db.models import WordEntry, WordList


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry as the page shows it; `id` and `version` are None and 0 for a shipped one."""

    entry: Entry
    id: int | None = None
    version: int = 0
    saved_by: str = ""


def entries() -> list[Kept]:
    """Every entry, the office's own first. An own entry replaces the shipped one of its phrase."""
    with reading() as session:
        rows = session.execute(select(WordEntry).order_by(col(WordEntry.id).desc())).scalars().all()
        own = [Kept(entry_of(row), row.id, row.version, row.saved_by) for row in rows]
    known = combined(kept.entry for kept in own)
    return own + [Kept(entry) for entry in known[len(own) :]]


def listed(*, which: str = "", words: str = "", limit: int = 25, offset: int = 0) -> Slice[Kept]:
    """The entries of one list (`which`) whose phrase, right form or note has `words` in it."""
    found = [
        kept
        for kept in entries()
        if (not which or kept.entry.list == which)
        and words in f"{kept.entry.phrase} {kept.entry.right} {kept.entry.note}"
    ]
    return Slice(tuple(found[offset : offset + limit]), len(found))


def own_entries(session: Session) -> tuple[Entry, ...]:
    """The office's own entries, in a fixed order."""
    rows = session.execute(select(WordEntry).order_by(col(WordEntry.id))).scalars()
    return tuple(map(entry_of, rows))


def sure() -> float:
    """How sure an entry must be for the sweep to report it, by the rule set in force."""
    check = rule_set().check.get("wording")
    least = check.thresholds.get("sure", SURE) if check else SURE
    return min(least) if isinstance(least, list) else least


def finder(*, least: float = SURE) -> Finder:
    """The lists in use, ready to search."""
    with reading() as session:
        return finder_of(own_entries(session), least=least)


def entry_of(row: WordEntry) -> Entry:
    return Entry(
        WordList(row.list),
        row.phrase,
        row.right,
        row.confidence,
        tuple(part for part in row.unless.split("|") if part),
        row.note,
        row.enabled,
    )


def counts(known: Sequence[Kept]) -> Mapping[WordList, int]:
    """How many entries each list has."""
    return {which: sum(kept.entry.list is which for kept in known) for which in WordList}
