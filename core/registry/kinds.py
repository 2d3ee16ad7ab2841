"""The kinds of channels, which are data: `kinds.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from core.common.text import has, t
from db.models import RegisteredState

# Registered states in which a channel is checked, and must be up.
WATCHED = (RegisteredState.RUNNING, RegisteredState.LEAVING)
_DATA = Path(__file__).with_name("kinds.toml")

Medium = Literal["website", "account"]
MEDIA: tuple[Medium, ...] = ("website", "account")
ReportGroup = Literal["", "wechat", "weibo", "toutiao", "app", "other"]


@dataclass(frozen=True, slots=True)
class Kind:
    """`report` is the group under which published totals count the kind; empty for websites. `also` are
    everyday words for it."""

    key: str
    medium: Medium
    report: ReportGroup
    icon: str
    also: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind by its key, in the order of the file."""
    data = tomllib.loads(_DATA.read_text("utf-8"))
    also = {key: tuple(entry.pop("also", ())) for key, entry in data.items()}
    return {key: Kind(key=key, also=also[key], **entry) for key, entry in data.items()}


def keys_of(medium: Medium) -> tuple[str, ...]:
    """The keys of the kinds of one medium."""
    return tuple(key for key, kind in kinds().items() if kind.medium == medium)


def changes_medium(old: str, new: str) -> bool:
    """Whether a channel of one kind would become one of another medium, whose checks, days and figures are
    others: that is another channel. A kind that is no longer in the file may become any."""
    known = kinds()
    return old in known and new in known and known[old].medium != known[new].medium


def kind_name(key: str) -> str:
    """The kind's name in the language in use; the key itself for a kind that is no longer in the file."""
    return t(f"kind.{key}") if has(f"kind.{key}") else key
