"""Stored files that no row names: what a killed upload left half written, and files of refused reports."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlmodel import SQLModel, col

from core.common import clock
from core.common.settings import settings
from db.engine import reading
from db.models import AuditSeal, Job

KEPT = timedelta(days=1)
_HALF = re.compile(r"tmp\w{8}", re.ASCII)
_WHOLE = re.compile(r"[0-9a-f]{64}(?:\.thumbnail)?")


def sweep() -> int:
    """Delete those that lay there for a day; returns how many. A file is stored before the row that names
    it is written, so one that was handed in today always stays.

    Of a database that names none of the files only halves are deleted: it may be a new one, into which
    the rows are yet to be brought."""
    before = clock.now() - KEPT
    old = [file for file in _stored() if _written(file) < before]
    whole = {file.stem for file in old if not _HALF.fullmatch(file.name)}
    named = _named() if whole else set()
    kept = named or whole
    gone = 0
    for file in old:
        # Looked at again: the same bytes may have been handed in meanwhile, which makes the file young.
        if file.stem not in kept and _written(file) < before:
            file.unlink(missing_ok=True)
            gone += 1
    return gone


def _stored() -> Iterator[Path]:
    """What this product wrote; anything else that lies in the folder is somebody's."""
    for file in settings().evidence_dir.glob("??/*"):
        mine = _HALF.fullmatch(file.name) or (
            _WHOLE.fullmatch(file.name) and file.parent.name == file.name[:2]
        )
        if mine and file.is_file():
            yield file


def _written(file: Path) -> datetime:
    """When it was handed in last; now, for one that just went."""
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except FileNotFoundError:
        return clock.now()


def _named() -> set[str]:
    """The digests in any table's `digest`, also one made later, and of files that jobs were given."""
    columns = [
        table.c.digest
        for table in SQLModel.metadata.tables.values()
        # The seals of the audit trail are digests of entries, not of files, and the most by far.
        if "digest" in table.c and table.name != AuditSeal.__tablename__
    ]
    with reading() as session:
        found = {digest for one in columns for digest in session.execute(select(one).distinct()).scalars()}
        for given in session.execute(select(col(Job.parameters))).scalars():
            found.add(str(given.get("digest", "")))
    return found - {"", None}
