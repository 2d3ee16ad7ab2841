"""The imports so far."""

from sqlalchemy import func, select
from sqlmodel import col

from core.common.sheet import Slice
from db.engine import reading
from db.models import ImportBatch

REGISTRY = "registry"


def batches(*, limit: int = 25, offset: int = 0) -> Slice[ImportBatch]:
    """The imports, the newest first."""
    query = select(ImportBatch).order_by(col(ImportBatch.id).desc()).limit(limit).offset(offset)
    with reading() as session:
        total = session.execute(select(func.count()).select_from(ImportBatch)).scalar_one()
        rows = tuple(session.execute(query).scalars())
        session.expunge_all()
    return Slice(rows=rows, total=total)


def batch_of(digest: str, kind: str = REGISTRY) -> ImportBatch | None:
    """The last import of a file of a kind with that SHA-256 that was not undone; None when there is none."""
    with reading() as session:
        found = session.execute(
            select(ImportBatch)
            .where(
                col(ImportBatch.digest) == digest,
                col(ImportBatch.kind) == kind,
                col(ImportBatch.undone_at).is_(None),
            )
            .order_by(col(ImportBatch.id).desc())
            .limit(1)
        ).scalar_one_or_none()
        session.expunge_all()
    return found
