"""Changing the word lists: one entry, or many from a file; each with an audit row. Supervisors."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError, WordingRefused
from core.wording.entry import Entry
from core.wording.store import entry_of
from db.engine import changed, writing
from db.models import WordEntry, WordList

LONGEST = 64
MOST_ROWS = 20_000
HEADINGS = ("list", "phrase", "right", "confidence", "unless", "note", "enabled")
Field = tuple[str, object, object]
NO = {"0", "no", "false", "否"}


@dataclass(frozen=True, slots=True)
class Read:
    """A file of entries: those that can be used, and a sentence for each row that cannot."""

    entries: tuple[Entry, ...]
    faults: tuple[str, ...]


def save(entry: Entry, *, version: int = 0, actor: Actor) -> int:
    """Add an entry, or replace the one with its list and phrase; return its id.

    `version` is the one the form was opened with, 0 for a new or shipped entry. Raises `DomainError`."""
    require(actor, Role.SUPERVISOR)
    clean = checked(entry)
    with writing() as session:
        return _save(session, clean, version, actor)


def save_all(entries: Sequence[Entry], *, actor: Actor) -> int:
    """Add or replace many entries in one transaction; return how many were new or differed."""
    require(actor, Role.SUPERVISOR)
    clean = [checked(entry) for entry in entries]
    done = 0
    with writing() as session:
        for entry in clean:
            row = _row(session, entry)
            if row is None or entry_of(row) != entry:
                _save(session, entry, row.version if row else 0, actor)
                done += 1
    return done


def remove(entry_id: int, *, actor: Actor) -> None:
    """Delete an own entry: a shipped one of the same phrase, if any, holds again."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = session.get(WordEntry, entry_id)
        if row is None:
            raise WordingRefused("gone")
        phrase, word_list = row.phrase, row.list
        session.delete(row)
        record(
            session, actor=actor, action="remove", noun="word_entry", noun_id=entry_id,
            changes={"phrase": (phrase, None), "list": (word_list.value, None)},
        )  # fmt: skip


def checked(entry: Entry) -> Entry:
    """The entry with its spaces cut off. Raises `DomainError` where it cannot be used."""
    clean = replace(
        entry,
        phrase=entry.phrase.strip(),
        right=entry.right.strip(),
        unless=tuple(part.strip() for part in entry.unless if part.strip()),
        note=entry.note.strip(),
    )
    least = 1 if clean.list is WordList.IGNORE else 2
    if not least <= len(clean.phrase) <= LONGEST or len(clean.right) > LONGEST:
        raise WordingRefused("length", phrase=clean.phrase[:LONGEST], least=least, most=LONGEST)
    if clean.list is WordList.WRONG and not clean.right:
        raise WordingRefused("right_missing", phrase=clean.phrase)
    if clean.right == clean.phrase:
        raise WordingRefused("same", phrase=clean.phrase)
    if not 0 < clean.confidence <= 1:
        raise WordingRefused("confidence", phrase=clean.phrase)
    if any(clean.phrase not in part and clean.list is not WordList.EXACT for part in clean.unless):
        raise WordingRefused("unless", phrase=clean.phrase)
    return clean


def read_csv(content: bytes) -> Read:
    """Entries from a CSV file (UTF-8 or GB 18030) with the headings `HEADINGS`; only `list` and `phrase`
    are needed. `unless` separates its phrases by |."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not {"list", "phrase"} <= _headings(rows):
        return Read((), (str(WordingRefused("headings", names=", ".join(HEADINGS))),))
    good: dict[tuple[str, str], Entry] = {}
    faults: list[str] = []
    for number, row in _numbered(rows, faults):
        if number > MOST_ROWS + 1:
            faults.append(str(WordingRefused("too_many", most=MOST_ROWS)))
            break
        try:
            entry = checked(_from_row(row))
            good[entry.list, entry.phrase] = entry
        except DomainError as why:
            faults.append(str(WordingRefused("row", number=number, why=why)))
    return Read(tuple(good.values()), tuple(faults))


def _headings(rows: "csv.DictReader[str]") -> set[str]:
    try:
        return set(rows.fieldnames or ())
    except csv.Error:
        return set()


def _numbered(rows: "csv.DictReader[str]", faults: list[str]) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The rows with their numbers in the file; the first that is no row of a table ends them, as a fault."""
    number = 1
    try:
        for number, row in enumerate(rows, start=2):
            yield number, row
    except csv.Error:
        faults.append(str(WordingRefused("broken_row", row=number + 1)))


def _from_row(row: dict[str, str | None]) -> Entry:
    cell = {name: (row.get(name) or "").strip() for name in HEADINGS}
    try:
        which = WordList(cell["list"])
        confidence = float(cell["confidence"] or 0.9)
    except ValueError as wrong:
        raise WordingRefused("cell", value=str(wrong)) from wrong
    return Entry(
        which,
        cell["phrase"],
        cell["right"],
        confidence,
        tuple(cell["unless"].split("|")),
        cell["note"],
        cell["enabled"].lower() not in NO,
    )


def _save(session: Session, entry: Entry, version: int, actor: Actor) -> int:
    row = _row(session, entry)
    values = _values(entry) | {"saved_at": clock.now(), "saved_by": actor.name}
    if row is None:
        row = WordEntry(**values)
        session.add(row)
        session.flush()
        _audit(session, actor, "add", row.id, [("phrase", None, entry.phrase), ("right", None, entry.right)])
        return row.id
    old, entry_id = _values(entry_of(row)), row.id
    session.expunge(row)
    same = update(WordEntry).where(col(WordEntry.id) == entry_id, col(WordEntry.version) == version)
    if not changed(session, same.values(version=version + 1, **values)):
        raise WordingRefused("newer", phrase=entry.phrase, who=row.saved_by)
    _audit(session, actor, "save", entry_id, _differing(old, _values(entry)))
    return entry_id


def _row(session: Session, entry: Entry) -> WordEntry | None:
    return session.execute(
        select(WordEntry).where(col(WordEntry.list) == entry.list, col(WordEntry.phrase) == entry.phrase)
    ).scalar_one_or_none()


def _values(entry: Entry) -> dict[str, Any]:
    return {
        "list": entry.list,
        "phrase": entry.phrase,
        "right": entry.right,
        "confidence": entry.confidence,
        "unless": "|".join(entry.unless),
        "note": entry.note,
        "enabled": entry.enabled,
    }


def _differing(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Field]:
    return ((name, old[name], new[name]) for name in new if old[name] != new[name])


def _audit(session: Session, actor: Actor, action: str, entry_id: int, fields: Iterable[Field]) -> None:
    changes = {name: (old, new) for name, old, new in fields}
    record(session, actor=actor, action=action, noun="word_entry", noun_id=entry_id, changes=changes)
