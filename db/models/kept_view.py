"""Pages that a person keeps at hand."""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from db.types import Instant


class KeptView(SQLModel, table=True):
    """One page with its filters, under a name. `owner` is an account, or the operator where nobody signs in
    (`core.access.kept_views`); `query` is what stands in the address after the question mark."""

    __tablename__ = "kept_view"
    __table_args__ = (Index("ux_kept_view", "owner", "page", "query", unique=True),)

    id: int = Field(default=None, primary_key=True)
    owner: str = Field(max_length=120)
    name: str = Field(max_length=60)
    page: str = Field(max_length=32)
    query: str = Field(max_length=1000)
    kept_at: datetime = Field(sa_type=Instant)
