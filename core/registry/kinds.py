"""The kinds of channels, which are data: `kinds.toml`, and those that an office added (`own_kinds`)."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, ParamSpec, TypeVar

from core.common.text import LANGUAGES, has, language, t
from core.registry import own_kinds, own_levels
from db.models import RegisteredState

# Registered states in which a channel is checked, and must be up.
WATCHED = (RegisteredState.RUNNING, RegisteredState.LEAVING)
_DATA = Path(__file__).with_name("kinds.toml")

Medium = Literal["website", "account"]
MEDIA: tuple[Medium, ...] = ("website", "account")
ReportGroup = Literal["", "wechat", "weibo", "toutiao", "app", "other"]

_FAMILIES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "account": {"medium": "account", "report": "other", "icon": ":material/more_horiz:"},
        "app": {"medium": "account", "report": "app", "icon": ":material/smartphone:"},
        "website": {"medium": "website", "report": "", "icon": ":material/web:"},
    }
)
MOST_KEPT = 64
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Kind:
    """`report` is the group under which published totals count the kind; empty for websites. `also` are
    everyday words for it."""

    key: str
    medium: Medium
    report: ReportGroup
    icon: str
    also: tuple[str, ...] = ()


def kept_for_kinds(function: Callable[P, R]) -> Callable[P, R]:
    """As a cache of the standard library does, but forgotten as soon as the office's own kinds or levels
    change."""
    kept: dict[tuple[object, ...], R] = {}
    of: tuple[object, ...] | None = None

    @wraps(function)
    def call(*given: P.args, **named: P.kwargs) -> R:
        nonlocal kept, of
        own = (own_kinds.known(), own_levels.kept())
        if of != own or len(kept) >= MOST_KEPT:
            # Another thread may still look into the old one.
            kept, of = {}, own
        mine, key = kept, (*given, *named.values())
        if key not in mine:
            mine[key] = function(*given, **named)
        return mine[key]

    return call


@kept_for_kinds
def kinds() -> dict[str, Kind]:
    """Every kind by its key: those of the file in its order, then the office's own."""
    own = {
        one.key: Kind(one.key, also=(one.name, one.name_en, *one.also), **_FAMILIES[one.family])
        for one in own_kinds.known()
    }
    return _shipped() | own


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Kind]:
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
    if has(f"kind.{key}"):
        return t(f"kind.{key}")
    own = next((one for one in own_kinds.known() if one.key == key), None)
    if own is None:
        return key
    return own.name if language() == LANGUAGES[0] else own.name_en
