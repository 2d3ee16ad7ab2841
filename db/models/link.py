"""Links that lead out of a site, as the checker last saw them on its pages."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.types import Instant


class OutgoingLink(SQLModel, table=True):
    """`host` is the host in lower case with its port unless that is the scheme's own."""

    __tablename__ = "outgoing_link"

    channel_id: int = Field(foreign_key="channel.id", primary_key=True)
    address: str = Field(primary_key=True, max_length=500)
    host: str = Field(index=True, max_length=260)
    text: str = Field(default="", max_length=100)
    seen_at: datetime = Field(sa_type=Instant)
